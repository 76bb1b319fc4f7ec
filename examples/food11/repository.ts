import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's root: the same from the sources and from `dist`. */
export function repositoryRoot(from: string = __dirname): string {
  if (existsSync(join(from, 'loops', 'food11-demo.yaml'))) return from;
  const parent = dirname(from);
  if (parent === from)
    throw new Error('the demo runs from a clone of the repository, which holds its trainer in Python');
  return repositoryRoot(parent);
}

export const trainerFolder = (): string => join(repositoryRoot(), 'examples', 'food11', 'trainer');
