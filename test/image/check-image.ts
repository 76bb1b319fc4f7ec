import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBaseImage } from './base-image';
import { oneRound } from './one-round';

/**
 * Builds the Dockerfile with buildah, on a base image made here from Debian's packages and this machine's Node, and has
 * the worker in it run one round against the embedded stack. For machines without a Docker engine; needs root.
 *
 * npm run test:image
 */
const ROOT = join(__dirname, '..', '..', '..');
const IMAGE = 'localhost/annoloop:check';

async function main(): Promise<void> {
  const missing = ['buildah', 'debootstrap'].filter((tool) => !isInstalled(tool));
  if (missing.length > 0 || process.getuid?.() !== 0) {
    const install = missing.length > 0 ? `; install what is missing: apt-get install ${missing.join(' ')}` : '';
    throw new Error(`this is run as root, with buildah and debootstrap${install}`);
  }
  say('base image …');
  const base = makeBaseImage(join(ROOT, 'Dockerfile'));
  say(`${base}: made of Debian's packages and Node ${process.versions.node}`);
  const folder = mkdtempSync(join(tmpdir(), 'annoloop-build-'));
  buildah('bud', '--isolation', 'chroot', '--pull-never', ...registryAccess(folder), '--tag', IMAGE, ROOT);
  rmSync(folder, { recursive: true });
  const { size } = JSON.parse(buildah('images', '--json', IMAGE))[0] as { size: string };
  say(`image built: ${size}`);

  const container = buildah('from', '--pull-never', IMAGE).trim();
  try {
    await oneRound(container, say);
  } finally {
    buildah('rm', container);
  }
}

/**
 * What this machine's npm needs to reach its registry, mounted for the build only, where no step of it writes: it stays out
 * of the image.
 */
function registryAccess(folder: string): string[] {
  const config = execFileSync('npm', ['config', 'get', 'globalconfig'], { encoding: 'utf8' }).trim();
  if (!existsSync(config)) return [];
  const text = readFileSync(config, 'utf8');
  const authority = /^cafile\s*=\s*"?([^"\n]+)"?$/m.exec(text);
  const copy = join(folder, 'npmrc');
  writeFileSync(copy, authority ? text.replace(authority[0], 'cafile=/run/registry-ca.crt') : text);
  return [
    ...['--volume', `${copy}:/usr/local/etc/npmrc:ro`],
    ...(authority ? ['--volume', `${authority[1]}:/run/registry-ca.crt:ro`] : []),
  ];
}

function buildah(...args: string[]): string {
  return execFileSync('buildah', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e8 });
}

function isInstalled(tool: string): boolean {
  try {
    execFileSync('which', [tool], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
