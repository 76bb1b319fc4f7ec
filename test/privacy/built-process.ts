import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

/** `annoloop …` as it is installed, with everything that it ever printed. */
export interface BuiltProcess {
  said(): string;
  /** Resolves when it printed this. */
  hasSaid(text: string | RegExp): Promise<void>;
  /** SIGTERM, and its end. */
  stop(): Promise<void>;
  ended: Promise<number | null>;
}

/** Starts a command; `environment` is all that it sees besides what a shell has. */
export function startBuilt(args: readonly string[], environment: Record<string, string | undefined>): BuiltProcess {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run \`npm run build\` before the tests`);
  const child = spawn(process.execPath, [MAIN, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const listen = (text: Buffer): void => {
    said += text.toString();
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const ended = once(child, 'close').then(() => child.exitCode);
  return {
    said: () => said,
    hasSaid: (text) =>
      waitFor(
        child,
        () => said.search(text) >= 0,
        () => said,
      ),
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs a command to its end. */
export async function runBuilt(
  args: readonly string[],
  environment: Record<string, string | undefined>,
): Promise<{ code: number | null; said: string }> {
  const running = startBuilt(args, environment);
  return { code: await running.ended, said: running.said() };
}

async function waitFor(child: ChildProcess, isSo: () => boolean, said: () => string): Promise<void> {
  while (!isSo()) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended:\n${said().slice(-4000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
