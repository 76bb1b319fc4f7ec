import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { inParallel } from '../in-parallel';
import { randomOf } from '../random';
import { FOOD11_CLASSES } from './glyphs';
import { CONTENT_TYPES, type Picture, type PictureSource, sha256 } from './picture';

/** How a user's pictures are dealt out: the base set stays small, so that there is something left to learn. */
const BASE_SHARE = 0.1;
const REFERENCE_SHARE = 0.2;
const BASE_AT_MOST = 300;
const isRaster = (file: string): boolean => extname(file).toLowerCase() in CONTENT_TYPES;
/** Fewer leave nothing to draw from. */
const LEAST = 1_000;

interface File {
  path: string;
  className: string;
  sha256: string;
}

/** `Noodles-Pasta` is how a file system says `Noodles/Pasta`; any other folder's name is its class. */
const CLASS_OF_FOLDER = new Map<string, string>(FOOD11_CLASSES.map((name) => [name.replaceAll('/', '-'), name]));

/** Every picture once: equal files in two parts of the split would leak, and in two classes would be two truths. */
async function classFolders(folder: string): Promise<File[]> {
  const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const byContent = new Map<string, File>();
  for (const { name } of folders.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const className = CLASS_OF_FOLDER.get(name) ?? name;
    const names = (await readdir(join(folder, name))).filter(isRaster).sort();
    const files = await inParallel(names, 16, async (file): Promise<File> => {
      const path = join(folder, name, file);
      return { path, className, sha256: sha256(await readFile(path)) };
    });
    for (const file of files) if (!byContent.has(file.sha256)) byContent.set(file.sha256, file);
  }
  return [...byContent.values()];
}

async function* read(files: readonly File[]): AsyncGenerator<Picture> {
  for (const { path, className, sha256 } of files) {
    const extension = extname(path).toLowerCase();
    yield { bytes: await readFile(path), extension, sha256, className, source: basename(path), heldOut: false };
  }
}

/**
 * A user's own folder of class folders (`CLASS/*.jpg`, such as the published Food-11's), split by the seed into the base
 * set, the reference traffic and the traffic of the rounds. No picture is in two of them.
 * @throws Error where there are fewer than two classes or a thousand pictures
 */
export async function folderSource(folder: string, seed: string, rounds: number): Promise<PictureSource> {
  const files = await classFolders(folder);
  const classes = [...new Set(files.map((file) => file.className))].sort();
  if (classes.length < 2 || files.length < LEAST) {
    throw new Error(
      `--images ${folder}: ${files.length} different pictures in ${classes.length} class folders; ` +
        `the demo needs at least ${LEAST} (${Object.keys(CONTENT_TYPES).join(' ')}) in at least two, as CLASS/picture.jpg`,
    );
  }
  const mixed = randomOf(`${seed}/folder`).shuffle(files);
  const baseEnd = Math.min(BASE_AT_MOST, Math.floor(mixed.length * BASE_SHARE));
  const referenceEnd = baseEnd + Math.floor(mixed.length * REFERENCE_SHARE);
  const traffic = mixed.slice(referenceEnd);
  return {
    classes,
    measured: false,
    base: () => read(mixed.slice(0, baseEnd)),
    traffic: (round, count) => {
      const each = Math.min(count, Math.floor(traffic.length / rounds));
      return read(traffic.slice((round - 1) * each, round * each));
    },
    reference: (count) => read(mixed.slice(baseEnd, Math.min(referenceEnd, baseEnd + count))),
  };
}
