import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderSource } from '../../examples/food11/images/folder-source';
import type { Picture } from '../../examples/food11/images/picture';

let folder: string;

async function fill(className: string, count: number): Promise<void> {
  await mkdir(join(folder, className), { recursive: true });
  const names = Array.from({ length: count }, (_, i) => `${i}.jpg`);
  await Promise.all(names.map((name) => writeFile(join(folder, className, name), `${className} ${name}`)));
}

async function all(pictures: AsyncIterable<Picture>): Promise<Picture[]> {
  const list: Picture[] = [];
  for await (const picture of pictures) list.push(picture);
  return list;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annoloop-images-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a user's own folder of pictures", () => {
  it('is split so that no picture is in the base set, the reference traffic and a round at once', async () => {
    await fill('Bread', 700);
    await fill('Noodles-Pasta', 500);
    const source = await folderSource(folder, 'seed', 3);
    const parts = [
      await all(source.base()),
      await all(source.reference(2_000)),
      await all(source.traffic(1, 250)),
      await all(source.traffic(2, 250)),
      await all(source.traffic(3, 250)),
    ];
    const contents = parts.flat().map((picture) => picture.sha256);
    expect(parts.map((part) => part.length)).toEqual([120, 240, 250, 250, 250]);
    expect(new Set(contents).size).toBe(contents.length);
  });

  it('gives the classes their real names where a file system could not', async () => {
    await fill('Bread', 700);
    await fill('Noodles-Pasta', 500);
    expect((await folderSource(folder, 'seed', 3)).classes).toEqual(['Bread', 'Noodles/Pasta']);
  });

  it('takes equal files once, so that none leaks from one part of the split into another', async () => {
    await fill('Bread', 1_000);
    await mkdir(join(folder, 'Rice'));
    const same = Array.from({ length: 400 }, (_, i) => writeFile(join(folder, 'Rice', `${i}.jpg`), 'the same'));
    await Promise.all(same);
    const source = await folderSource(folder, 'seed', 1);
    const parts = [await all(source.base()), await all(source.reference(5_000)), await all(source.traffic(1, 5_000))];
    expect(parts.flat()).toHaveLength(1_001);
    expect(parts.flat().filter((picture) => picture.className === 'Rice')).toHaveLength(1);
  });

  it('is refused with what it must look like when there is too little in it', async () => {
    await fill('Bread', 3);
    await expect(folderSource(folder, 'seed', 3)).rejects.toThrow(
      /3 different pictures in 1 class folders; the demo needs at least 1000 .* as CLASS\/picture\.jpg/,
    );
  });
});
