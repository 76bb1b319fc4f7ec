// Bundles the workflows into dist, unless what is there is newer than all it is made from: as they are, and with failures
// whose messages are payloads, for those who encrypt them.
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = join(root, 'workflows', 'index.ts');
const converter = join(root, 'src', 'temporal', 'encoded-failures.ts');
const bundles = [
  [join(root, 'dist', 'workflow-bundle.js'), {}],
  [join(root, 'dist', 'workflow-bundle-encoded.js'), { failureConverterPath: converter }],
];

for (const [bundle, options] of bundles) if (await isStale(bundle)) await make(bundle, options);

async function make(bundle, options) {
  const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('WARN'), ...options });
  const aside = `${bundle}.${process.pid}`;
  await mkdir(dirname(bundle), { recursive: true });
  try {
    await writeFile(aside, code);
    await rename(aside, bundle);
  } finally {
    await rm(aside, { force: true });
  }
}

async function isStale(bundle) {
  const made = await changed(bundle);
  const sources = [join(root, 'package-lock.json'), converter];
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
