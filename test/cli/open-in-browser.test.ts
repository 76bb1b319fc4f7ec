import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandFailure } from '../../src/cli/failure';
import { openInBrowser } from '../../src/cli/open-in-browser';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annoloop-opener-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An opener of our own. */
async function openerThat(script: string): Promise<string> {
  const opener = join(folder, 'opener');
  await writeFile(opener, `#!/bin/sh\n${script}\n`);
  await chmod(opener, 0o755);
  return opener;
}

it('hands the page to what opens files here, in a file of this user alone', async () => {
  const opener = await openerThat(`echo "$1 $2" > '${folder}/opened'`);
  const file = await openInBrowser('<p>page</p>', 'food11', [opener, 'first']);
  expect((await readFile(join(folder, 'opened'), 'utf8')).trim()).toBe(`first ${file}`);
  expect(await readFile(file, 'utf8')).toBe('<p>page</p>');
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect((await stat(dirname(file))).mode & 0o077).toBe(0);
  await rm(dirname(file), { recursive: true });
});

it('does not wait for a browser that stays', async () => {
  const opener = await openerThat('sleep 5');
  const file = await openInBrowser('<p>page</p>', 'food11', [opener]);
  expect(file).toMatch(/food11\.html$/);
  await rm(dirname(file), { recursive: true });
}, 4_900);

it.each([
  ['is not there', null, 'not found'],
  ['finds no browser', 'exit 3', 'ended with 3'],
])('says what to do where the opener %s', async (_, script, reason) => {
  const opener = script === null ? 'annoloop-no-such-opener' : await openerThat(script);
  const failure = await openInBrowser('<p>page</p>', 'food11', [opener]).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failure instanceof CommandFailure)) throw new Error('it opened');
  expect(failure.message).toBe(`no browser opens here (${opener}: ${reason})`);
  const file = /The page is (\S+);/.exec(failure.remedy)?.[1] ?? '';
  expect(await readFile(file, 'utf8')).toBe('<p>page</p>');
  await rm(dirname(file), { recursive: true });
});
