import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Artifacts as local files, for DuckDB, which reads nothing else. Files are named by their SHA-256, so processes may share the
 * folder, and an entry that does not match its name is thrown away.
 */
export interface ArtifactCache {
  readonly directory: string;
  /** A name for a file that is being written; `adopt` it, or it is swept away in time. */
  scratch(extension: string): string;
  /** Takes a finished scratch file over. @returns its digest and bytes */
  adopt(scratch: string): Promise<{ sha256: string; bytes: Buffer }>;
  /** Puts bytes under their digest. */
  keep(bytes: Buffer): Promise<string>;
  /**
   * Path of the artifact with this digest, fetched by `fetch` where it is not here; of what `fetch` gives, where it may
   * give other bytes. @throws what `fetch` throws
   */
  path(sha256: string, fetch: () => Promise<Buffer>): Promise<string>;
  /** Removes the local copy, if there is one. */
  drop(sha256: string): Promise<void>;
}

/** Files used this recently are never evicted: somebody may be about to open them. */
const IN_USE_MS = 5 * 60_000;

export async function openArtifactCache(directory: string, maxBytes: number): Promise<ArtifactCache> {
  const entries = join(directory, 'artifacts');
  const scratches = join(directory, 'scratch');
  await mkdir(entries, { recursive: true });
  await mkdir(scratches, { recursive: true });
  const pathOf = (sha256: string): string => join(entries, sha256);
  const checked = new Set<string>();
  let keptSinceSweep = 0;

  async function place(scratch: string, sha256: string, size: number): Promise<void> {
    await rename(scratch, pathOf(sha256));
    checked.add(sha256);
    keptSinceSweep += size;
    if (keptSinceSweep < maxBytes / 20) return;
    keptSinceSweep = 0;
    await sweep(scratches, 0);
    await sweep(entries, maxBytes);
  }
  const cache: ArtifactCache = {
    directory,
    scratch: (extension) => join(scratches, `${randomUUID()}.${extension}`),
    async adopt(scratch) {
      const bytes = await readFile(scratch);
      const sha256 = digestOf(bytes);
      await place(scratch, sha256, bytes.length);
      return { sha256, bytes };
    },
    async keep(bytes) {
      const scratch = cache.scratch('part');
      const sha256 = digestOf(bytes);
      await writeFile(scratch, bytes);
      await place(scratch, sha256, bytes.length);
      return sha256;
    },
    async path(sha256, fetch) {
      const path = pathOf(sha256);
      if (await isIntact(path, sha256, checked)) return path;
      return pathOf(await cache.keep(await fetch()));
    },
    async drop(sha256) {
      checked.delete(sha256);
      await rm(pathOf(sha256), { force: true });
    },
  };
  return cache;
}

/** SHA-256 in lower-case hex. */
export const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Verified once a process; a file that another program wrote into is thrown away. Marks it as used. */
async function isIntact(path: string, sha256: string, checked: Set<string>): Promise<boolean> {
  try {
    if (!checked.has(sha256)) {
      if (digestOf(await readFile(path)) !== sha256) {
        await rm(path, { force: true });
        return false;
      }
      checked.add(sha256);
    }
    const now = new Date();
    await utimes(path, now, now);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** Removes the least recently used files of a folder until it holds at most `maxBytes`. */
async function sweep(folder: string, maxBytes: number): Promise<void> {
  const files: { path: string; size: number; usedAt: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found) files.push({ path, size: found.size, usedAt: found.mtimeMs });
  }
  files.sort((a, b) => a.usedAt - b.usedAt);
  let held = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size, usedAt } of files) {
    if (held <= maxBytes || usedAt > Date.now() - IN_USE_MS) return;
    await rm(path, { force: true });
    held -= size;
  }
}

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
