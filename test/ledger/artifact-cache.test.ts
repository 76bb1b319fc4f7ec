import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArtifactCache } from '../../src/ledger/artifact-cache';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'annoloop-artifacts-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const held = async (): Promise<string[]> => (await readdir(join(directory, 'artifacts'))).sort();

/** As if nobody had used a file for an hour and `ageSeconds`. */
async function age(name: string, ageSeconds = 0): Promise<void> {
  const at = new Date(Date.now() - 3_600_000 - ageSeconds * 1000);
  await utimes(join(directory, 'artifacts', name), at, at);
}

test('an artifact is fetched once, and found by a later process', async () => {
  const bytes = Buffer.from('rows');
  let fetches = 0;
  const fetch = async (): Promise<Buffer> => {
    fetches += 1;
    return bytes;
  };
  const first = await openArtifactCache(directory, 1e9);
  const path = await first.path(digestOf(bytes), fetch);
  const second = await openArtifactCache(directory, 1e9);
  expect(await second.path(digestOf(bytes), fetch)).toBe(path);
  expect(fetches).toBe(1);
});

test('a file that somebody wrote into is fetched again', async () => {
  const bytes = Buffer.from('rows');
  const sha256 = await (await openArtifactCache(directory, 1e9)).keep(bytes);
  await writeFile(join(directory, 'artifacts', sha256), 'something else');
  let fetches = 0;
  const cache = await openArtifactCache(directory, 1e9);
  await cache.path(sha256, async () => {
    fetches += 1;
    return bytes;
  });
  expect(fetches).toBe(1);
  await cache.path(sha256, () => Promise.reject(new Error('it is here')));
});

test('a file that another process threw away is fetched again', async () => {
  const bytes = Buffer.from('rows');
  const cache = await openArtifactCache(directory, 1e9);
  const sha256 = await cache.keep(bytes);
  await rm(join(directory, 'artifacts', sha256));
  await expect(cache.path(sha256, () => Promise.reject(new Error('the store is away')))).rejects.toThrow('is away');
  await cache.path(sha256, async () => bytes);
  expect(await held()).toEqual([sha256]);
});

test('beyond its size the files that were used longest ago go, and none that was used in the last minutes', async () => {
  const cache = await openArtifactCache(directory, 10_000);
  const names: string[] = [];
  for (let n = 0; n < 12; n += 1) {
    const name = await cache.keep(randomBytes(1000));
    names.push(name);
    // All but the fourth and the last three have lain unused, the first the longest.
    if (n !== 3 && n < 9) await age(name, 100 - n);
  }
  expect(await held()).toEqual([...names.slice(2)].sort());

  // Once more than fits is in use, nothing is thrown away.
  const small = await openArtifactCache(directory, 2000);
  for (const name of names.slice(2)) await small.path(name, () => Promise.reject(new Error('it is here')));
  await small.keep(randomBytes(500));
  expect(await held()).toHaveLength(11);
});

test('a scratch file becomes an artifact under its digest', async () => {
  const cache = await openArtifactCache(directory, 1e9);
  const scratch = cache.scratch('parquet');
  await writeFile(scratch, 'rows');
  const { sha256, bytes } = await cache.adopt(scratch);
  expect(sha256).toBe(digestOf(Buffer.from('rows')));
  expect(bytes.toString()).toBe('rows');
  expect(await held()).toEqual([sha256]);
  expect(await readdir(join(directory, 'scratch'))).toEqual([]);
});
