import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installFolder } from '../../src/stack/tools/install-folder';
import { removeScratch, scratch } from './scratch';

afterAll(removeScratch);

const quiet = { say: () => {}, signal: new AbortController().signal };

it('shows nothing under the final name until all is there', async () => {
  const tools = await scratch();
  const seen: string[][] = [];
  await installFolder(join(tools, 'tool-1'), quiet, async (folder) => {
    await writeFile(join(folder, 'half'), '');
    seen.push(await readdir(tools));
  });
  expect(seen.flat()).not.toContain('tool-1');
  expect(await readdir(tools)).toEqual(['tool-1']);
});

it('leaves nothing of a build that failed, and builds anew the next time', async () => {
  const tools = await scratch();
  const failing = installFolder(join(tools, 'tool-1'), quiet, async (folder) => {
    await writeFile(join(folder, 'half'), '');
    throw new Error('no route');
  });
  await expect(failing).rejects.toThrow('no route');
  expect(await readdir(tools)).toEqual([]);
  await installFolder(join(tools, 'tool-1'), quiet, (folder) => writeFile(join(folder, 'whole'), ''));
  expect(await readdir(join(tools, 'tool-1'))).toEqual(['whole']);
});

it('removes what a killed attempt left, and leaves its neighbours alone', async () => {
  const tools = await scratch();
  await mkdir(join(tools, '.tool-1.new-0badf00d'));
  await mkdir(join(tools, '.tool-2.new-0badf00d'));
  await installFolder(join(tools, 'tool-1'), quiet, (folder) => writeFile(join(folder, 'whole'), ''));
  expect((await readdir(tools)).sort()).toEqual(['.tool-2.new-0badf00d', 'tool-1']);
});

it('builds once for two that ask together', async () => {
  const tools = await scratch();
  const builds: string[] = [];
  const install = (who: string) =>
    installFolder(join(tools, 'tool-1'), quiet, async (folder) => {
      builds.push(who);
      await sleep(100);
      await writeFile(join(folder, 'by'), who);
    });
  await Promise.all([install('a'), install('b')]);
  expect(builds).toHaveLength(1);
  expect(await readFile(join(tools, 'tool-1', 'by'), 'utf8')).toBe(builds[0]);
});
