import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './test-loop';

const MAIN = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

/** `annoloop worker` as it is installed: a process of its own. */
export interface BuiltWorker {
  /** SIGKILL: it finishes nothing and says nothing to anybody. */
  kill(): Promise<void>;
}

/** Starts the built worker on the bench's namespace; `environment` is what it sees besides. Resolves when it is ready. */
export async function startBuiltWorker(
  { temporal }: Bench,
  cache: string,
  environment: Record<string, string> = {},
): Promise<BuiltWorker> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run \`npm run build\` before the tests`);
  const child = spawn(process.execPath, [MAIN, 'worker'], {
    env: {
      ...process.env,
      TEMPORAL_NAMESPACE: temporal.namespace,
      ANNOLOOP_CACHE_DIR: cache,
      ANNOLOOP_LOG_LEVEL: 'info',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await ready(child);
  return {
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (text: Buffer): void => {
      said = (said + text.toString()).slice(-4000);
      if (said.includes('worker is ready')) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code, signal) => reject(new Error(`the worker ended (${code ?? signal}):\n${said}`)));
  });
}
