import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { Mutant } from './mutants';

const ROOT = join(__dirname, '..', '..');

/** The workflows' bundle, made from their sources with one edit. */
export async function mutatedBundle(mutant: Mutant): Promise<{ code: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-mutant-'));
  try {
    await cp(join(ROOT, 'workflows'), join(folder, 'workflows'), { recursive: true });
    for (const used of ['src', 'node_modules']) await symlink(join(ROOT, used), join(folder, used));
    await writeFile(join(folder, 'workflows', mutant.file), await mutatedSource(mutant));
    return await bundleWorkflowCode({
      workflowsPath: join(folder, 'workflows', 'index.ts'),
      logger: new DefaultLogger('ERROR'),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws where the edit fits the sources no longer */
export async function mutatedSource({ name, file, from, to }: Mutant): Promise<string> {
  const source = await readFile(join(ROOT, 'workflows', file), 'utf8');
  const found = source.split(from).length - 1;
  if (found !== 1)
    throw new Error(`'${name}': what it changes stands ${found} times in workflows/${file}; mend the mutant`);
  return source.replace(from, () => to);
}
