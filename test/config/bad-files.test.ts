import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from '../../src/cli/commands/validate';

const FOLDER = join(__dirname, 'bad');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

/** What a user sees, with paths as from within the folder. */
async function seen(name: string): Promise<{ exitCode: number; text: string }> {
  let text = '';
  const print = (line: string) => {
    text += `${line}\n`;
  };
  const exitCode = await validate(join(FOLDER, name), false, { out: print, err: print });
  return { exitCode, text: text.replaceAll(`${FOLDER}/`, '') };
}

test('there are at least 25 bad files, each beside what a user sees of it', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(25);
});

test.each(FILES)('%s is refused with exactly the message beside it', async (name) => {
  const expected = join(FOLDER, name.replace(/\.yaml$/, '.expected.txt'));
  const { exitCode, text } = await seen(name);
  expect(exitCode).toBe(2);
  if (process.env.ANNOLOOP_WRITE_EXPECTED === '1') writeFileSync(expected, text);
  expect(existsSync(expected)).toBe(true);
  expect(text).toBe(readFileSync(expected, 'utf8'));
});

test('a secret in a loop file is never printed', async () => {
  for (const name of ['secret-in-file.yaml', 'webhook-with-credentials.yaml']) {
    const { text } = await seen(name);
    expect(text).not.toMatch(/wJalrXUtnFEMI|abcdef0123456789|hunter2/);
  }
});
