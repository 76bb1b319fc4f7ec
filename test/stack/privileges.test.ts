import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closedFolder, findSetpriv, leastPrivilege } from '../../src/stack/privileges';
import { findPython } from '../../src/stack/tools/python';
import { removeScratch, scratch, script } from './scratch';

afterAll(removeScratch);

/** A file below a folder that only its owner may enter, as a home folder is. */
async function behindClosedDoor() {
  const folder = await scratch();
  const home = join(folder, 'home');
  await mkdir(join(home, 'inside'), { recursive: true });
  await chmod(home, 0o700);
  const file = join(home, 'inside', 'file');
  await writeFile(file, '');
  return { folder, home, file };
}

it('finds the folder on the way that a stranger may not enter, through links too', async () => {
  const { folder, home, file } = await behindClosedDoor();
  const link = join(folder, 'link');
  await symlink(file, link);
  expect(await closedFolder(file)).toBe(home);
  expect(await closedFolder(link)).toBe(home);
  expect(await closedFolder(home)).toBeNull();
});

it('drops to an ordinary user only where we are root and that user can reach everything', async () => {
  const { folder, home, file } = await behindClosedDoor();
  expect(await leastPrivilege([folder], 0)).toEqual({ user: { uid: 65_534, gid: 65_534 }, obstacle: null });
  expect(await leastPrivilege([folder, file], 0)).toEqual({ user: null, obstacle: home });
  expect(await leastPrivilege([folder, file], 1000)).toEqual({ user: null, obstacle: null });
});

it('prefers, as root, a Python that an ordinary user can enter', async () => {
  const { folder, home } = await behindClosedDoor();
  const says = 'echo "3 11 $0"';
  const closed = await script(join(home, 'bin', 'python3'), says);
  const open = await script(join(folder, 'bin', 'python3'), says);
  const path = `${join(home, 'bin')}:${join(folder, 'bin')}`;
  expect(await findPython({}, 0, path)).toBe(open);
  expect(await findPython({}, 0, join(home, 'bin'))).toBe(closed);
  expect(await findPython({}, 1000, path)).toBe(closed);
});

it('passes by an interpreter that is too old or does not run', async () => {
  const folder = await scratch();
  await script(join(folder, 'a', 'python3'), 'echo "3 9 $0"');
  await script(join(folder, 'b', 'python3'), 'exit 127');
  const good = await script(join(folder, 'c', 'python3.12'), 'echo "3 12 $0"');
  const path = ['a', 'b', 'c'].map((name) => join(folder, name)).join(':');
  expect(await findPython({}, 1000, path)).toBe(good);
  await expect(findPython({}, 1000, join(folder, 'a'))).rejects.toThrow(
    'needs Python 3.10 or later, and none is on the PATH',
  );
});

it('does without setpriv where there is none', async () => {
  expect(await findSetpriv('/nowhere')).toBeNull();
});
