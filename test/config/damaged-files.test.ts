import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { loadLoopFile } from '../../src/config/loop-file/load-loop-file';
import { LoopFileInvalid } from '../../src/config/loop-file/loop-file-invalid';
import { storedLoopConfigSchema } from '../../src/config/stored-loop-config';
import { cpuMs } from '../cpu-time';

const GOOD = readFileSync(join(__dirname, 'good/everything.yaml'), 'utf8');
const LABEL_CONFIG = readFileSync(join(__dirname, 'good/food.xml'), 'utf8');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annoloop-damaged-'));
  writeFileSync(join(folder, 'food.xml'), LABEL_CONFIG);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file is either good for a worker, or every problem has a place in it and both of its sentences. */
async function isAnswered(text: string): Promise<void> {
  const file = join(folder, 'loop.yaml');
  writeFileSync(file, text);
  try {
    const { config } = await loadLoopFile(file);
    expect(storedLoopConfigSchema.parse(config)).toEqual(config);
  } catch (error) {
    if (!(error instanceof LoopFileInvalid)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    const lines = text.split(/\r\n|\r|\n/);
    for (const { line, column, message, instead } of error.problems) {
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
      expect(message).not.toMatch(/undefined|Invalid input|Too (big|small)|\[object/);
      expect(message).not.toBe('');
      expect(instead).not.toBe('');
    }
  }
}

test('whatever piece of a file is replaced, the user gets an answer', async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '\n',
      ':',
      '- ',
      '{',
      '}',
      '[',
      ']',
      "'",
      '"',
      '#',
      '*a',
      '&a ',
      '!x ',
      'null',
      '~',
      '1',
      '-1',
    ),
    fc.string({ maxLength: 8 }),
  );
  const damage = fc.tuple(fc.nat({ max: GOOD.length }), fc.nat({ max: 12 }), piece);
  await fc.assert(
    fc.asyncProperty(damage, ([at, length, put]) => isAnswered(GOOD.slice(0, at) + put + GOOD.slice(at + length))),
    { numRuns: 250 },
  );
}, 60_000);

test('whatever value stands at a key, the user gets an answer', async () => {
  const keys = ['name', 'source', 'ledger', 'predictions', 'classes', 'schedule', 'settle', 'draws', 'annotation'];
  const more = ['filing', 'evaluation', 'retraining', 'maxOpenRounds', 'seed', 'when', 'trigger', 'tags', '__proto__'];
  const key = fc.constantFrom(...keys, ...more);
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 0, 1, -3, 0.5, '', '7d', '80%', 'random', 'always', 'evaluation', 'activity'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(key, value, { maxKeys: 12 }), (file) => isAnswered(stringify(file))),
    { numRuns: 250 },
  );
}, 60_000);

test.each([
  ['nested a hundred thousand deep', `a: ${'['.repeat(100_000)}`],
  ['of unexpected brackets', `a: ${']'.repeat(100_000)}`],
  ['of sixty thousand keys', Array.from({ length: 60_000 }, (_, i) => `key${i}: 1`).join('\n')],
  ['of one key sixty thousand times', 'name: x\n'.repeat(60_000)],
  ['of aliases', `a: &a x\nb: [${'*a,'.repeat(100_000)}]`],
  ['of one long word', `${'x'.repeat(900_000)}: 1`],
  ['of half secrets', 'secret'.repeat(150_000)],
])(
  'a file %s is refused within seconds',
  async (_, text) => {
    const start = cpuMs();
    await isAnswered(text);
    expect(cpuMs() - start).toBeLessThan(20_000);
  },
  60_000,
);

test('of many problems of one kind the first hundred are told', async () => {
  const file = join(folder, 'loop.yaml');
  writeFileSync(file, Array.from({ length: 500 }, (_, i) => `key${i}: 1`).join('\n'));
  const refusal = await loadLoopFile(file).catch((error: unknown) => error);
  expect((refusal as LoopFileInvalid).problems).toHaveLength(100);
});
