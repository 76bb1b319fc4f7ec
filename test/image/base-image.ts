import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Makes the image that the Dockerfile names as its base, tags it so, and returns the name. */
export function makeBaseImage(dockerfile: string): string {
  const name = /^FROM (\S+) AS/m.exec(readFileSync(dockerfile, 'utf8'))?.[1];
  if (!name) throw new Error(`${dockerfile} names no base image`);
  const suite = /-(\w+)-slim$/.exec(name)?.[1] ?? 'bookworm';
  const rootfs = mkdtempSync(join(tmpdir(), 'annoloop-base-'));
  try {
    execFileSync('debootstrap', ['--variant=minbase', suite, rootfs], { stdio: ['ignore', 'ignore', 'inherit'] });
    addNode(rootfs);
    const container = run('from', 'scratch').trim();
    run('add', '--quiet', container, rootfs, '/');
    run('config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', container);
    run('commit', '--quiet', '--rm', container, `docker.io/library/${name}`);
    return name;
  } finally {
    rmSync(rootfs, { recursive: true, force: true });
  }
}

/** Where the official image has them. */
function addNode(rootfs: string): void {
  const npm = dirname(dirname(execFileSync('readlink', ['-f', which('npm')], { encoding: 'utf8' }).trim()));
  cpSync(process.execPath, join(rootfs, 'usr/local/bin/node'));
  cpSync(npm, join(rootfs, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(rootfs, 'usr/local/bin/npm'));
}

const which = (tool: string): string => execFileSync('which', [tool], { encoding: 'utf8' }).trim();

const run = (...args: string[]): string =>
  execFileSync('buildah', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
