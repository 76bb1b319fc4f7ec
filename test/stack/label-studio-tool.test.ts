import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertCanInstallLabelStudio, findLabelStudio, installLabelStudio } from '../../src/stack/tools/label-studio';
import { removeScratch, scratch, script } from './scratch';

afterAll(removeScratch);

/** An interpreter that says its version, makes virtual environments, and whose pip puts a script where it should go. */
const PYTHON = `case "$1 $2" in
  "-c import sys"*) echo "$VERSION $0" ;;
  "-m pip") echo "no matching distribution found for uv" >&2; exit 1 ;;
  "-m venv") mkdir -p "$4/bin"; cp "$HERE/pip" "$4/bin/pip" ;;
esac`;
/** Takes `venv … FOLDER` and `pip install --quiet --compile-bytecode --python FOLDER/bin/python REQUIREMENT`. */
const UV = `[ "$1" = venv ] && { mkdir -p "$6/bin"; exit 0; }
echo "$@" > "$HERE/uv-installed"
printf '#!%s\\n' "$6" > "$(dirname "$6")/label-studio"; chmod 755 "$(dirname "$6")/label-studio"`;
const PIP = `bin=$(dirname "$0"); echo "$@" > "$HERE/installed"
[ -z "$FAILS" ] || { echo "ERROR: $FAILS" >&2; exit 1; }
printf '#!%s/python\\n' "$bin" > "$bin/label-studio"; chmod 755 "$bin/label-studio"`;

async function machine(variables: Record<string, string> = {}) {
  const folder = await scratch();
  const bin = join(folder, 'bin');
  const environment = {
    VERSION: '3 11',
    HERE: bin,
    PATH: bin,
    ANNOLOOP_PYTHON: join(bin, 'python3'),
    ...variables,
  };
  await script(join(bin, 'python3'), PYTHON);
  for (const tool of ['mkdir', 'cp', 'dirname', 'chmod']) await symlink(`/bin/${tool}`, join(bin, tool));
  await script(join(bin, 'pip'), PIP);
  return { bin, cache: join(folder, 'cache'), environment, say: () => {}, signal: new AbortController().signal };
}

it('falls back to pip where uv cannot be had, and its scripts still name their interpreter after the folder has moved', async () => {
  const context = await machine();
  await assertCanInstallLabelStudio(context);
  const executable = await installLabelStudio(context);
  expect(await readFile(join(context.bin, 'installed'), 'utf8')).toBe('install --quiet label-studio==1.23.2\n');
  expect(executable).toBe(join(context.cache, 'tools', 'label-studio-1.23.2', 'bin', 'label-studio'));
  expect(await readFile(executable, 'utf8')).toBe(
    `#!${join(context.cache, 'tools', 'label-studio-1.23.2', 'bin', 'python')}\n`,
  );
  expect(await findLabelStudio(context)).toEqual({ executable, pinned: true });
});

it('installs with uv where it is on the PATH', async () => {
  const context = await machine();
  await script(join(context.bin, 'uv'), UV);
  await installLabelStudio(context);
  expect(await readFile(join(context.bin, 'uv-installed'), 'utf8')).toMatch(
    /--compile-bytecode .* label-studio==1\.23\.2\n$/,
  );
});

it('passes on what pip complains about and leaves nothing half-installed', async () => {
  const context = await machine({ FAILS: 'no matching distribution' });
  await expect(installLabelStudio(context)).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Label Studio 1\.23\.2 could not be installed:[\s\S]*ERROR: no matching distribution/,
    ),
    remedy: expect.stringContaining('docker compose up'),
  });
  expect(await readdir(join(context.cache, 'tools'))).toEqual([]);
});

it('refuses a Python that is too old, before anything is installed', async () => {
  const context = await machine({ VERSION: '3 9' });
  await expect(assertCanInstallLabelStudio(context)).rejects.toThrow(
    `Label Studio needs Python 3.10 or later, and ANNOLOOP_PYTHON (${join(context.bin, 'python3')}) is none.`,
  );
});

it('takes a label-studio from the PATH only at the pinned version', async () => {
  const context = await machine();
  const interpreter = await script(join(context.bin, 'venv', 'python'), 'echo "$LABEL_STUDIO_VERSION"');
  const onPath = await script(join(context.bin, 'label-studio'), '');
  const withVersion = (version: string) =>
    findLabelStudio({ ...context, environment: { ...context.environment, LABEL_STUDIO_VERSION: version } });
  await writeScriptOf(onPath, interpreter);
  expect(await withVersion('1.22.0')).toBeNull();
  expect(await withVersion('1.23.2')).toEqual({ executable: onPath, pinned: true });
});

async function writeScriptOf(path: string, interpreter: string): Promise<void> {
  await writeFile(path, `#!${interpreter}\n`);
}
