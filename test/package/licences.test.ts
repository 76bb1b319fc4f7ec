import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  version: string;
  license?: string;
  dev?: true;
  optional?: true;
  optionalDependencies?: Record<string, string>;
}

const ROOT = join(__dirname, '..', '..');
const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const all = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** They ask for no more than that their text stays with the code, which is so in `node_modules`. */
const ALLOWED = new Set([
  'MIT',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
]);

/** Others, with the reason why each may be here. */
const EXCEPTIONS: readonly { packages: RegExp; license: string; reason: string }[] = [
  {
    packages: /^@img\/sharp-(libvips-|win32-|wasm32)/,
    license: 'LGPL-3.0-or-later',
    reason: 'libvips, a library of its own that is loaded as it is and can be exchanged; optional',
  },
  {
    packages: /^caniuse-lite$/,
    license: 'CC-BY-4.0',
    reason: 'data about browsers that the bundler looks at; in nothing that is made',
  },
  {
    packages: /^@iconify-json\/twemoji$/,
    license: 'CC-BY-4.0',
    reason: 'pictures of the demo, which is not published',
  },
  {
    packages: /^@iconify-json\/openmoji$/,
    license: 'CC-BY-SA-4.0',
    reason: 'pictures of the demo, which is not published',
  },
];

/** Every licence of an expression that has to be kept: of an `OR`, any allowed one is enough. */
function flawOf(name: string, expression: string): string | null {
  const parts = expression.replace(/^\((.*)\)$/, '$1').split(' AND ');
  for (const part of parts) {
    const choices = part.replace(/^\((.*)\)$/, '$1').split(' OR ');
    const fine = choices.some(
      (license) => ALLOWED.has(license) || EXCEPTIONS.some((one) => one.packages.test(name) && one.license === license),
    );
    if (!fine) return `${name}: ${part}`;
  }
  return null;
}

/** As the lock file says, else the package itself; of a native package that is not for this machine, the one it belongs to. */
function licenseOf(path: string, { license }: Locked): string | null {
  if (license !== undefined) return license;
  const file = join(ROOT, path, 'package.json');
  if (existsSync(file)) {
    const own = (JSON.parse(readFileSync(file, 'utf8')) as { license?: string }).license;
    if (own !== undefined) return own;
    const text = join(ROOT, path, 'LICENSE');
    return existsSync(text) && /released into the public domain/.test(readFileSync(text, 'utf8')) ? 'Unlicense' : null;
  }
  const [, owner] = all.find(([, { optionalDependencies = {} }]) => nameOf(path) in optionalDependencies) ?? [];
  return owner?.license ?? null;
}

test('every package of the lock file has a licence that is allowed, or is an exception with its reason', () => {
  const flaws = all.flatMap(([path, locked]) => {
    const license = licenseOf(path, locked);
    const flaw = license === null ? `${nameOf(path)}: no licence` : flawOf(nameOf(path), license);
    return flaw === null ? [] : [flaw];
  });
  expect(flaws).toEqual([]);
});

test('an exception that nobody needs any more is taken out', () => {
  const idle = EXCEPTIONS.filter(
    ({ packages: of, license }) =>
      !all.some(([path, locked]) => of.test(nameOf(path)) && licenseOf(path, locked)?.includes(license)),
  );
  expect(idle).toEqual([]);
});

test.each([
  ['GPL-3.0-only', 'x: GPL-3.0-only'],
  ['AGPL-3.0-or-later', 'x: AGPL-3.0-or-later'],
  ['LGPL-3.0-or-later', 'x: LGPL-3.0-or-later'],
  ['SEE LICENSE IN LICENSE', 'x: SEE LICENSE IN LICENSE'],
  ['UNLICENSED', 'x: UNLICENSED'],
  ['BUSL-1.1', 'x: BUSL-1.1'],
  ['MIT AND GPL-2.0-only', 'x: GPL-2.0-only'],
  ['', 'x: '],
])('the licence %j of an unknown package is refused', (license, flaw) => {
  expect(flawOf('x', license)).toBe(flaw);
});

test.each(['MIT', '(MIT OR CC0-1.0)', 'MIT OR GPL-3.0-only', 'Apache-2.0 AND MIT'])(
  'the licence %j is fine',
  (license) => {
    expect(flawOf('x', license)).toBeNull();
  },
);

test('the notices have the licence of every package whose code is in the bundle that we publish', () => {
  const notices = readFileSync(join(ROOT, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  const bundle = readFileSync(process.env.ANNOLOOP_TEST_BUNDLE ?? join(ROOT, 'dist', 'workflow-bundle.js'), 'utf8');
  const names = new Set([...bundle.matchAll(/\bnode_modules\/((?:@[\w.-]+\/)?[\w.-]+)/g)].map(([, name = '']) => name));
  expect(names.size).toBeGreaterThan(3);
  const missing = [...names].filter((name) => {
    const { version } = packages[`node_modules/${name}`] ?? {};
    return !notices.includes(`\n${name} ${version} (`);
  });
  // `npm run notices` writes them.
  expect(missing).toEqual([]);
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  expect(files).toContain('THIRD-PARTY-NOTICES.txt');
});
