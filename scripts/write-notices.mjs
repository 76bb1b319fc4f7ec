// npm run notices: writes THIRD-PARTY-NOTICES.txt, the licences of the packages whose code is in dist/workflow-bundle.js.
// That bundle is all that we distribute of others' code: every other package is installed by npm, with its licence beside it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = readFileSync(join(root, 'dist', 'workflow-bundle.js'), 'utf8');
const found = bundle.matchAll(/\bnode_modules\/((?:@[\w.-]+\/)?[\w.-]+)/g);
const names = [...new Set([...found].map(([, name]) => name))].sort();

const parts = names.map((name) => {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (file === undefined) throw new Error(`${name} has no text of its licence`);
  const text = readFileSync(join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}`;
});
const head = 'dist/workflow-bundle.js holds code of these packages, under these licences.';
const line = `\n\n${'-'.repeat(80)}\n\n`;
writeFileSync(join(root, 'THIRD-PARTY-NOTICES.txt'), `${[head, ...parts].join(line)}\n`);
