import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  version: string;
  hasInstallScript?: true;
  integrity?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  optional?: true;
  os?: string[];
}

const ROOT = join(__dirname, '..', '..');
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { packages } = JSON.parse(text('package-lock.json')) as { packages: Record<string, Locked> };
const all = Object.entries(packages).filter(([path]) => path !== '');

/** What has a script that an installation would run, and why nothing is missed without. */
const WITH_SCRIPTS: Record<string, string> = {
  'node_modules/@grpc/proto-loader/node_modules/protobufjs': 'warns of version schemes, and does nothing else',
  'node_modules/@parcel/watcher': 'builds from source where no native package fits; only watching bundlers load it',
  'node_modules/@swc/core':
    'fetches a build in WebAssembly where no native package fits; the native ones are in the lock file',
};

test('no package runs a script at its installation', () => {
  expect(text('.npmrc').split('\n')).toContain('ignore-scripts=true');
  // The image is built with the same file, and says so once more.
  for (const line of text('Dockerfile').match(/^RUN npm ci.*$/gm) ?? []) expect(line).toContain('--ignore-scripts');
  expect(text('Dockerfile')).toMatch(/COPY package\.json package-lock\.json \.npmrc/);
});

test('a package with a script does not enter the lock file unseen', () => {
  const found = all.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
  expect(found.sort()).toEqual(Object.keys(WITH_SCRIPTS).sort());
});

test('our own package has none either', () => {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
  const atInstallation = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish', 'preprepare', 'postprepare'];
  expect(Object.keys(scripts).filter((name) => atInstallation.includes(name))).toEqual([]);
});

test('whatever is installed is what was locked: each package by its digest, but native ones of other platforms', () => {
  const without = all.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
  expect(without.filter(([, { optional }]) => !optional)).toEqual([]);
  // CI's and the image's own platform, which the registry at hand serves in full.
  expect(without.map(([path]) => path).filter((path) => /linux-x64(-gnu)?$/.test(path))).toEqual([]);
});

test('nothing is taken from elsewhere than a registry', () => {
  const ranges = Object.values(packages).flatMap((locked) => {
    const { dependencies, devDependencies, optionalDependencies } = locked;
    return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  });
  expect(ranges.length).toBeGreaterThan(500);
  expect(
    ranges.filter(([, range]) => /^(git|https?|file|link|github|gitlab|bitbucket)|\//.test(range.replace(/^npm:/, ''))),
  ).toEqual([]);
});

test('Go fetches by version, against the checksum database, whatever this project asks of it', () => {
  const source = ['src/stack/tools/go-tool.ts', 'src/stack/base-environment.ts', 'src/stack/tools/run-command.ts'].map(
    text,
  );
  expect(source.join('\n')).not.toMatch(/GO(FLAGS|NOSUMDB|NOSUMCHECK|INSECURE|PRIVATE|SUMDB|PROXY)/);
  expect(text('src/stack/pins.ts').match(/version: '\d+\.\d+\.\d+'/g)).toHaveLength(3);
});
