import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './test-loop';

const MAIN = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

/** `annoloop worker` as it is installed: a process of its own. */
export interface BuiltWorker {
  /** As Temporal names it. */
  identity: string;
  /** SIGKILL: it finishes nothing and says nothing to anybody. */
  kill(): Promise<void>;
  /** SIGTERM; its exit code, and all that it said last. */
  stop(): Promise<{ code: number | null; said: string }>;
  /** SIGSTOP: its clock and its connections stay, and nothing in it moves. */
  freeze(): void;
  /** SIGCONT: it goes on where it was, knowing nothing of the time between. */
  thaw(): void;
}

/** Starts the built worker on the bench's namespace; `environment` is what it sees besides. Resolves when it is ready. */
export async function startBuiltWorker(
  { temporal, environment: reached }: Bench,
  cache: string,
  environment: Record<string, string> = {},
): Promise<BuiltWorker> {
  const child = spawnBuilt('worker', {
    ...reached,
    TEMPORAL_NAMESPACE: temporal.namespace,
    ANNOLOOP_CACHE_DIR: cache,
    ANNOLOOP_LOG_LEVEL: 'info',
    ...environment,
  });
  const heard = await ready(child, 'worker is ready');
  const ends = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    identity: `${child.pid}@${hostname()}`,
    kill: () => ends('SIGKILL'),
    async stop() {
      await ends('SIGTERM');
      return { code: child.exitCode, said: heard() };
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

/** A command of the built product, with nothing but this environment. */
function spawnBuilt(command: string, environment: Record<string, string | undefined>): ChildProcess {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run \`npm run build\` before the tests`);
  return spawn(process.execPath, [MAIN, command], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Resolves when the process has said `word`, with a way to ask what it said last. */
function ready(child: ChildProcess, word: string): Promise<() => string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (text: Buffer): void => {
      said = (said + text.toString()).slice(-4000);
      if (said.includes(word)) resolve(() => said);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code, signal) => reject(new Error(`it ended (${code ?? signal}):\n${said}`)));
  });
}
