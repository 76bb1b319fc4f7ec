import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists } from '../exists';
import { lock } from '../file-lock';

/**
 * Makes `final` with all that belongs in it, or not at all: `build` fills a folder beside it, which is renamed when it is
 * complete. Two processes do not build the same; the second waits and uses what the first made. What an earlier,
 * killed attempt left is removed.
 */
export async function installFolder(
  final: string,
  options: { say: (text: string) => void; signal: AbortSignal },
  build: (folder: string) => Promise<void>,
): Promise<void> {
  if (await exists(final)) return;
  await mkdir(dirname(final), { recursive: true, mode: 0o755 });
  const held = await lock(`${final}.lock`, {
    signal: options.signal,
    onWait: () => options.say('another `annoloop up` installs it, waiting'),
  });
  try {
    if (await exists(final)) return;
    await removeLeftovers(final);
    const aside = join(dirname(final), `${leftoverPrefix(final)}${randomBytes(4).toString('hex')}`);
    try {
      await mkdir(aside, { mode: 0o755 });
      await build(aside);
      await rename(aside, final);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  } finally {
    await held.release();
  }
}

const leftoverPrefix = (final: string) => `.${basename(final)}.new-`;

async function removeLeftovers(final: string): Promise<void> {
  for (const name of await readdir(dirname(final))) {
    if (name.startsWith(leftoverPrefix(final))) await rm(join(dirname(final), name), { recursive: true, force: true });
  }
}
