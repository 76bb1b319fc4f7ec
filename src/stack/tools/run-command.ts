import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A command that could not be started or ended with a failure; the message ends with its last lines. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

export interface CommandOptions {
  environment: Readonly<Record<string, string | undefined>>;
  folder?: string;
  signal?: AbortSignal;
  /** Every line that it prints, from either stream. */
  onLine?: (line: string) => void;
}

/**
 * Runs a command to its end in a process group of its own, which an abort ends as a whole. Returns what it printed on
 * standard output.
 * @throws CommandFailed, or the signal's reason
 */
export async function runCommand(command: string, args: string[], options: CommandOptions): Promise<string> {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: options.folder,
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const kill = () => child.pid && process.kill(-child.pid, 'SIGKILL');
  options.signal?.addEventListener('abort', kill, { once: true });
  const output: string[] = [];
  const tail: string[] = [];
  const listen = (line: string) => {
    tail.push(line);
    if (tail.length > 12) tail.shift();
    options.onLine?.(line);
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    output.push(line);
    listen(line);
  });
  createInterface({ input: child.stderr }).on('line', listen);
  const end = await new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit code ${code}`)));
  });
  options.signal?.removeEventListener('abort', kill);
  options.signal?.throwIfAborted();
  if (end === null) return output.join('\n');
  const lines = tail.map((line) => `\n  ${line}`).join('');
  throw new CommandFailed(`\`${[command, ...args].join(' ')}\` failed (${end}).${lines}`);
}
