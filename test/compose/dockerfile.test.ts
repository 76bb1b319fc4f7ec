import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';
import { ROOT } from './compose-file';

/** The instructions, continued lines joined, comments left out. */
function instructions(folder: string): { name: string; rest: string }[] {
  const text = readFileSync(join(ROOT, folder, 'Dockerfile'), 'utf8');
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n/g, '');
  return [...lines.matchAll(/^([A-Z]+)\s+(.*)$/gm)].map(([, name = '', rest = '']) => ({ name, rest }));
}

describe.each(['.', 'examples/food11/trainer'])('the Dockerfile in %s', (folder) => {
  const all = instructions(folder);
  const last = (name: string): string | undefined => all.findLast((one) => one.name === name)?.rest;

  it('starts from pinned Debian images', () => {
    for (const { rest } of all.filter(({ name }) => name === 'FROM')) {
      expect(rest).toMatch(/^(node|python):\d+\.\d+\.\d+-(bookworm-slim|slim-bookworm)( AS [a-z]+)?$/);
    }
  });

  it('runs as a user that is not root, told by number', () => {
    expect(last('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('runs its program without a shell, so that signals reach it', () => {
    for (const name of ['ENTRYPOINT', 'CMD']) expect(JSON.parse(last(name) ?? 'null')).toBeInstanceOf(Array);
  });

  it('has a context of named files only: no .env reaches it', () => {
    const [first, ...rest] = readFileSync(join(ROOT, folder, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
    const named = rest.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const path of named)
      expect({ path, there: existsSync(join(ROOT, folder, path)) }).toEqual({ path, there: true });
    expect(named.filter((path) => path.includes('env') || path.includes('*'))).toEqual([]);
  });
});

describe("Annoloop's Dockerfile", () => {
  const all = instructions('.');

  it("is labelled with the package's version", () => {
    const labels = all.find(({ name }) => name === 'LABEL')?.rest;
    expect(labels).toContain(`org.opencontainers.image.version="${version}"`);
  });

  it('takes a Node that the package runs on', () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } };
    const [, least = ''] = /^>=(\d+\.\d+)$/.exec(engines.node) ?? [];
    const [, taken = ''] = /^node:(\d+\.\d+)/.exec(all.find(({ name }) => name === 'FROM')?.rest ?? '') ?? [];
    const [[leastMajor = 0, leastMinor = 0], [major = 0, minor = 0]] = [least, taken].map((text) =>
      text.split('.').map(Number),
    ) as [number[], number[]];
    expect(major > leastMajor || (major === leastMajor && minor >= leastMinor)).toBe(true);
  });
});
