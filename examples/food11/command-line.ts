import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The built command line, as a user would call it. */
export const COMMAND_LINE = join(__dirname, '..', '..', 'src', 'cli', 'main.js');

/** Runs `annoloop …` to its end. @throws Error with what it said, when it fails */
export async function annoloop(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<string> {
  const child = spawn(process.execPath, [COMMAND_LINE, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  let output = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    said += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`annoloop ${args.join(' ')} ended with ${code}:\n${said.trim()}`);
  return output;
}
