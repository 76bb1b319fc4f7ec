import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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
    throw new Error(
      `this needs root and ${missing.join(' and ') || 'nothing else'}: apt-get install buildah debootstrap`,
    );
  }
  say('base image …');
  const base = makeBaseImage(join(ROOT, 'Dockerfile'));
  say(`${base}: made of Debian's packages and Node ${process.versions.node}`);
  buildah('bud', '--isolation', 'chroot', '--pull-never', ...registryAccess(), '--tag', IMAGE, ROOT);
  const { size } = JSON.parse(buildah('images', '--json', IMAGE))[0] as { size: string };
  say(`image built: ${size}`);

  const container = buildah('from', '--pull-never', IMAGE).trim();
  try {
    await oneRound(container, say);
  } finally {
    buildah('rm', container);
  }
}

/** What this machine's npm needs to reach its registry, mounted for the build only: it stays out of the image. */
function registryAccess(): string[] {
  const config = execFileSync('npm', ['config', 'get', 'globalconfig'], { encoding: 'utf8' }).trim();
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  return [
    ...(existsSync(config) ? ['--volume', `${config}:/usr/local/etc/npmrc:ro`] : []),
    ...(certificates
      ? ['--volume', `${certificates}:${certificates}:ro`, '--env', `NODE_EXTRA_CA_CERTS=${certificates}`]
      : []),
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
