// Bundles the workflows into dist/workflow-bundle.js, unless that is newer than all it is made from.
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = join(root, 'workflows', 'index.ts');
const bundle = join(root, 'dist', 'workflow-bundle.js');

if (await isStale()) {
  const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('WARN') });
  const aside = `${bundle}.${process.pid}`;
  await mkdir(dirname(bundle), { recursive: true });
  try {
    await writeFile(aside, code);
    await rename(aside, bundle);
  } finally {
    await rm(aside, { force: true });
  }
}

async function isStale() {
  const made = await changed(bundle);
  const sources = [join(root, 'package-lock.json')];
  for (const folder of ['workflows', 'src/contracts', 'src/domain']) {
    for (const name of await readdir(join(root, folder), { recursive: true })) sources.push(join(root, folder, name));
  }
  for (const source of sources) if ((await changed(source)) >= made) return true;
  return false;
}

/** When it last changed; a folder's time tells of files that are gone. */
async function changed(path) {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
