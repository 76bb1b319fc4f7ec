import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const MAIN = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

/** `annoloop server` as it is installed: a process of its own, on free ports. */
export interface BuiltServer {
  publicUrl: string;
  /** Bytes that it has resident, and that it has logged so far. */
  weight(): Promise<{ memory: number; logged: number }>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM; its exit code. */
  stop(): Promise<number | null>;
}

export async function startBuiltServer(environment: Record<string, string | undefined>): Promise<BuiltServer> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run \`npm run build\` before the tests`);
  const child = spawn(process.execPath, [MAIN, 'server'], {
    env: { ...environment, ANNOLOOP_PUBLIC_PORT: '0', ANNOLOOP_OPERATOR_PORT: '0', ANNOLOOP_LOG_LEVEL: 'info' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const listening = new Promise<number>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
      const [, port] = /"publicAddress":\{"host":"[^"]+","port":(\d+)/.exec(said) ?? [];
      if (port) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`the server ended (${code}):\n${said.slice(-3_000)}`)));
  });
  const port = await listening;
  const ends = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  };
  return {
    publicUrl: `http://127.0.0.1:${port}`,
    async weight() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
      return { memory: Number(kilobytes) * 1024, logged: said.length };
    },
    kill: async () => void (await ends('SIGKILL')),
    stop: () => ends('SIGTERM'),
  };
}
