import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PictureSource } from './images/picture';
import { trainerFolder } from './repository';

export interface FirstModel {
  modelVersion: string;
  pictures: number;
}

/** Trains the first model on the base set, before production begins. The same pictures give the same version. */
export async function trainFirstModel(
  source: PictureSource,
  python: string,
  environment: Readonly<Record<string, string>>,
): Promise<FirstModel> {
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-base-'));
  try {
    for await (const picture of source.base()) {
      const classFolder = join(folder, 'base', picture.className.replaceAll('/', '-'));
      await mkdir(classFolder, { recursive: true });
      await writeFile(join(classFolder, picture.sha256), picture.bytes);
    }
    const classes = join(folder, 'classes.json');
    await writeFile(classes, JSON.stringify(source.classes));
    const { stdout } = await promisify(execFile)(
      python,
      ['-m', 'food11_trainer', 'train-first', '--classes', classes, join(folder, 'base')],
      { cwd: trainerFolder(), env: { ...environment } },
    );
    return JSON.parse(stdout) as FirstModel;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
