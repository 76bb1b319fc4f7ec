import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identify } from '../../src/stack/process-identity';
import { assertCanBuild, findGoTool, type GoTool, installGoTool } from '../../src/stack/tools/go-tool';
import { removeScratch, scratch, script } from './scratch';
import { until } from './until';

afterAll(removeScratch);

const TOOL: GoTool = {
  title: 'Gadget',
  executable: 'gadget',
  version: '1.2.3',
  module: 'example.com/gadget',
  package: 'cmd/gadget',
  variable: 'ANNOLOOP_GADGET',
};

/** A folder for a private PATH and one for the cache. */
async function machine() {
  const folder = await scratch();
  return { bin: join(folder, 'bin'), cache: join(folder, 'cache') };
}

const context = (cache: string, environment: Record<string, string>) => ({
  cache,
  environment,
  say: () => {},
  signal: new AbortController().signal,
});

describe('finding', () => {
  it('takes what is configured, whatever its version', async () => {
    const { bin, cache } = await machine();
    const own = await script(join(bin, 'my-gadget'), 'echo 9.9.9');
    expect(await findGoTool(TOOL, { cache, environment: { ANNOLOOP_GADGET: own } })).toBe(own);
  });

  it('refuses a configured path that is no program', async () => {
    const { cache } = await machine();
    await expect(findGoTool(TOOL, { cache, environment: { ANNOLOOP_GADGET: '/nowhere/gadget' } })).rejects.toThrow(
      'ANNOLOOP_GADGET is /nowhere/gadget, which is not an executable file.',
    );
  });

  it('takes the pinned version from the PATH and passes another by', async () => {
    const { bin, cache } = await machine();
    await script(join(bin, 'old', 'gadget'), 'echo gadget version 1.2.30');
    const right = await script(join(bin, 'right', 'gadget'), 'echo gadget version v1.2.3');
    const look = (PATH: string) => findGoTool(TOOL, { cache, environment: { PATH } });
    expect(await look(join(bin, 'old'))).toBeNull();
    expect(await look(`${join(bin, 'old')}:${join(bin, 'right')}`)).toBe(right);
  });

  it('knows a program that Go built from its module, though that calls itself a development version', async () => {
    const { bin, cache } = await machine();
    const built = await script(join(bin, 'gadget'), 'echo 0.0.0-DEV; exit 0\n');
    await writeFile(built, `${await readFile(built, 'utf8')}\nmod\texample.com/gadget\tv1.2.3\th1:x=\n`);
    expect(await findGoTool(TOOL, { cache, environment: { PATH: bin } })).toBe(built);
  });
});

describe('building', () => {
  const GO = `if [ "$1" = env ]; then echo "$HERE/$2"; exit 0; fi
echo "$@" >> "$HERE/calls"
printf '#!/bin/sh\\necho built' > "$GOBIN/gadget"; chmod 755 "$GOBIN/gadget"`;

  it('asks Go for the pinned version once, and finds it the next time', async () => {
    const { bin, cache } = await machine();
    await script(join(bin, 'go'), GO);
    const environment = { PATH: `${bin}:/usr/bin:/bin`, HERE: bin };
    await assertCanBuild(TOOL, { cache, environment });
    const built = await installGoTool(TOOL, context(cache, environment));
    expect(await findGoTool(TOOL, { cache, environment })).toBe(built);
    await installGoTool(TOOL, context(cache, environment));
    expect(await readFile(join(bin, 'calls'), 'utf8')).toBe('install -v example.com/gadget/cmd/gadget@v1.2.3\n');
  });

  it('asks for the module where that is itself the command', async () => {
    const { bin, cache } = await machine();
    await script(join(bin, 'go'), GO);
    await installGoTool({ ...TOOL, package: '' }, context(cache, { PATH: `${bin}:/usr/bin:/bin`, HERE: bin }));
    expect(await readFile(join(bin, 'calls'), 'utf8')).toBe('install -v example.com/gadget@v1.2.3\n');
  });

  it('says what is missing where there is no Go, before anything is built', async () => {
    const { bin, cache } = await machine();
    await expect(assertCanBuild(TOOL, { cache, environment: { PATH: bin } })).rejects.toMatchObject({
      message:
        'Gadget 1.2.3 is neither configured (ANNOLOOP_GADGET) nor on the PATH, and Go, which builds it, is missing.',
      remedy: expect.stringMatching(/Install Go .*docker compose up/),
    });
  });

  it('passes on what Go complains about and leaves no half-built tool', async () => {
    const { bin, cache } = await machine();
    await script(join(bin, 'go'), 'echo "go: no such module" >&2; touch "$GOBIN/gadget"; exit 1');
    const installing = installGoTool(TOOL, context(cache, { PATH: `${bin}:/usr/bin:/bin` }));
    await expect(installing).rejects.toThrow(/^Gadget 1\.2\.3 could not be built:[\s\S]*go: no such module/);
    expect(await readdir(join(cache, 'tools'))).toEqual([]);
  });

  it('stops the whole build when it is aborted', async () => {
    const { bin, cache } = await machine();
    await script(join(bin, 'go'), 'sleep 60 & echo $! > "$HERE/pid"; wait');
    const ending = new AbortController();
    const installing = installGoTool(TOOL, {
      ...context(cache, { PATH: `${bin}:/usr/bin:/bin`, HERE: bin }),
      signal: ending.signal,
      say: () => {},
    });
    const pid = async () => Number(await readFile(join(bin, 'pid'), 'utf8').catch(() => '0'));
    const refused = expect(installing).rejects.toThrow('asked to stop');
    await until(async () => (await pid()) > 0);
    ending.abort(new Error('asked to stop'));
    await refused;
    const sleeping = await pid();
    await until(async () => (await identify(sleeping)) === null);
    expect(await readdir(join(cache, 'tools'))).toEqual([]);
  });
});
