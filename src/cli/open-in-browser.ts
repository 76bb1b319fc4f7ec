import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure } from './failure';

/** What opens a file as a double click would. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // The empty text is the title of the window: the first quoted argument of `start` is taken for one.
  win32: ['cmd', '/c', 'start', ''],
};
const ELSEWHERE = ['xdg-open'] as const;

/** An opener that has not failed by then shows the page, in this process or in another. */
const PATIENCE_MS = 3_000;

/**
 * Shows a page in the default browser, from a file that only this user can read; it stays, as the browser reads it when it
 * likes. Returns the file.
 * @param opener the command that opens a file, with what goes before the file
 * @throws CommandFailure where there is no browser; the file is there all the same
 */
export async function openInBrowser(
  page: string,
  name: string,
  [opener, ...args]: readonly [string, ...string[]] = OPENERS[process.platform] ?? ELSEWHERE,
): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'annoloop-report-')), `${name}.html`);
  await writeFile(file, page, { mode: 0o600 });
  const failed = await failureOf(opener, [...args, file]);
  if (failed === null) return file;
  throw new CommandFailure(
    `no browser opens here (${opener}: ${failed})`,
    `The page is ${file}; it is one file, which any browser on any machine shows. --output FILE writes it elsewhere.`,
  );
}

/** Why the opener did not open it; null when it did. */
async function failureOf(opener: string, args: readonly string[]): Promise<string | null> {
  const child = spawn(opener, args, { detached: true, stdio: 'ignore' });
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? 'not found' : error.message),
    );
    child.once('exit', (code, signal) => resolve(code === 0 ? null : `ended with ${code ?? signal}`));
  });
  const patience = new AbortController();
  const failed = await Promise.race([ended, sleep(PATIENCE_MS, null, { signal: patience.signal }).catch(() => null)]);
  patience.abort();
  child.unref();
  return failed;
}
