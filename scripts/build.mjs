// npm run build: compiles to dist/, copies what is not TypeScript, bundles the workflows.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const commandLine = join(dist, 'src', 'cli', 'main.js');
const notAssets = new Set(['.ts', '.pyc']);

await mkdir(dist, { recursive: true });
const compile = run('tsc', join(root, 'node_modules', 'typescript', 'bin', 'tsc'), [
  ...['--project', root, '--incremental', '--tsBuildInfoFile', join(dist, '.tsbuildinfo')],
]);
const bundle = run('workflow bundle', join(root, 'scripts', 'workflow-bundle.mjs'), []);
const results = await Promise.allSettled([compile, bundle, copyAssets('src'), copyAssets('examples')]);
const failures = results.flatMap(({ reason }) => (reason ? [reason.message] : []));
if (failures.length === 0) await chmod(commandLine, 0o755);
for (const failure of failures) console.error(`build: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;

function run(what, script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${what} failed (exit code ${code})`))));
  });
}

async function copyAssets(folder) {
  if (!existsSync(join(root, folder))) return; // the image is built without the demo
  await cp(join(root, folder), join(dist, folder), {
    recursive: true,
    filter: async (path) =>
      !path.includes('__pycache__') && ((await stat(path)).isDirectory() || !notAssets.has(extname(path))),
  });
}
