import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { validate } from '../../src/cli/commands/validate';
import { cpuMs } from '../cpu-time';

jest.setTimeout(60_000);

const GOOD = `name: food
source: { bucket: production, prefix: '' }
ledger: { bucket: food-ledger, prefix: '' }
predictions: { from: tags }
classes: [Bread, Egg]
schedule: { every: 24h }
draws: [{ name: evaluation, strategy: random, size: 100, purpose: evaluation }]
annotation: { project: Food }
filing: { bucket: food-dataset, mode: move }
`;
/** The good one with a line exchanged. */
const line = (key: string, text: string): string => {
  const changed = GOOD.replace(new RegExp(`^${key}:.*$`, 'm'), () => text);
  if (changed === GOOD) throw new Error(`no line begins with ${key}`);
  return changed;
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annoloop-hostile-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function seen(file: string): Promise<{ exitCode: number; text: string }> {
  let text = '';
  const print = (said: string) => {
    text += `${said}\n`;
  };
  const exitCode = await validate(file, false, { out: print, err: print });
  return { exitCode, text };
}

let written = 0;
async function seenOf(content: string | Buffer): Promise<{ exitCode: number; text: string }> {
  const file = join(folder, `${written++}.yaml`);
  await writeFile(file, content);
  return seen(file);
}

test('what the cases are made from is good', async () => {
  expect(await seenOf(GOOD)).toMatchObject({ exitCode: 0 });
});

const bomb = (levels: number): string =>
  [
    'a: &a0 [x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: levels }, (_, i) => `b${i}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}, *a${i}]`),
  ].join('\n');

/** What is written, where it is said to be wrong, and what is said of it. */
const TEXTS: readonly (readonly [what: string, content: string | Buffer, place: string, says: RegExp])[] = [
  ['aliases of aliases', GOOD + bomb(20), ':21:', /more than 50 aliases/],
  [
    'an alias of itself',
    line('classes', 'classes: &c [*c, Bread]'),
    ':5:',
    /entry 1 of `classes` must be text, not a list/,
  ],
  ['a merge key', line('source', 'source: { <<: *x, bucket: production }'), ':2:', /no anchor &x above/],
  [
    'a merge of what is there',
    line('filing', 'filing: { <<: { bucket: food-dataset }, mode: move }'),
    ':9:',
    /no key `<<`/,
  ],
  [
    'a function',
    line('name', 'name: !!js/function "function () { process.exit(7) }"'),
    ':1:',
    /YAML tag \(!name\) is not known/,
  ],
  ['a Python object', line('name', 'name: !!python/object/apply:os.system ["id"]'), ':1:', /YAML tag/],
  ['a date', line('name', 'name: !!timestamp 2026-11-21'), ':1:', /`name` must be 1 to 39/],
  ['binary', line('name', 'name: !!binary aGVsbG8='), ':1:', /`name` must be 1 to 39/],
  ['a directive for another version', `%YAML 9.9\n---\n${GOOD}`, ':1:', /not valid YAML|not supported|version/i],
  ['two documents', `${GOOD}---\n${GOOD}`, ':10:', /second document/],
  ['a null byte', line('name', 'name: fo\0od'), ':1:', /`name` must be 1 to 39/],
  ['an escape for terminals', line('name', 'name: "\\u001b[2J\\u001b]0;x\\u0007"'), ':1:', /`name` must be 1 to 39/],
  [
    'a name of other letters',
    line('name', 'name: fööd'),
    ':1:',
    /`name` must be 1 to 39.*\n.*\n.*\n.*write a name such as f-d/,
  ],
  ['a name that leads elsewhere', line('name', 'name: ../../etc'), ':1:', /`name` must be 1 to 39/],
  ['a name of 10,000 letters', line('name', `name: ${'a'.repeat(10_000)}`), ':1:', /`name` must be 1 to 39.*…/],
  ['a name that is a number', line('name', 'name: 12'), ':1:', /`name` must be 1 to 39 .*, not 12/],
  ['a name that is no', line('name', 'name: null'), ':1:', /`name` has no value/],
  [
    'a bucket that leads elsewhere',
    line('ledger', "ledger: { bucket: '..', prefix: '' }"),
    ':3:',
    /`ledger.bucket` cannot be '..'/,
  ],
  [
    'a prefix that leads elsewhere',
    line('ledger', "ledger: { bucket: food-ledger, prefix: '../x/' }"),
    ':3:',
    /a segment is '.' or '..'/,
  ],
  [
    'a number as text',
    line('draws', 'draws: [{ name: e, strategy: random, size: "100", purpose: evaluation }]'),
    ':7:',
    /must be .*, not '100'/,
  ],
  [
    'a size that is no number',
    line('draws', 'draws: [{ name: e, strategy: random, size: .nan, purpose: evaluation }]'),
    ':7:',
    /must be .*, not NaN/,
  ],
  [
    'an endless size',
    line('draws', 'draws: [{ name: e, strategy: random, size: .inf, purpose: evaluation }]'),
    ':7:',
    /must be .*, not Infinity/,
  ],
  [
    'a size below nothing',
    line('draws', 'draws: [{ name: e, strategy: random, size: -1, purpose: evaluation }]'),
    ':7:',
    /must be .*, not -1/,
  ],
  [
    'a size beyond numbers',
    line('draws', 'draws: [{ name: e, strategy: random, size: 1e999, purpose: evaluation }]'),
    ':7:',
    /must be .*, not Infinity/,
  ],
  [
    'a size in hexadecimal',
    line('draws', 'draws: [{ name: e, strategy: random, size: 0xFFFFFFFF, purpose: evaluation }]'),
    ':7:',
    /must be .*, not 4294967295/,
  ],
  ['a duration of nothing', line('schedule', 'schedule: { every: 0h }'), ':6:', /must be at least 1m, not 0h/],
  ['a duration below nothing', line('schedule', 'schedule: { every: -1h }'), ':6:', /must be a duration, not '-1h'/],
  ['a duration in ISO 8601', line('schedule', 'schedule: { every: PT24H }'), ':6:', /must be a duration, not 'PT24H'/],
  [
    'a duration with a fraction',
    line('schedule', 'schedule: { every: 1.5h }'),
    ':6:',
    /must be a duration, not '1.5h'/,
  ],
  ['a duration in months', line('schedule', 'schedule: { every: 1M }'), ':6:', /must be a duration, not '1M'/],
  ['a duration of ages', line('schedule', 'schedule: { every: 999999999w }'), ':6:', /must be at most ten years/],
  ['a duration in other digits', line('schedule', 'schedule: { every: ٢٤h }'), ':6:', /must be a duration/],
  [
    'a minute beyond the hour',
    line('schedule', "schedule: { cron: '99 * * * *' }"),
    ':6:',
    /`schedule.cron` cannot be read/,
  ],
  [
    'a zone that leads elsewhere',
    line('schedule', "schedule: { cron: '@daily', timezone: ../../etc/passwd }"),
    ':6:',
    /is no time zone/,
  ],
  [
    'classes by a key of objects',
    line('classes', 'classes: { __proto__: [Bread, Egg] }'),
    ':5:',
    /must be a list, not a mapping/,
  ],
  ['a key of objects', `${GOOD}__proto__: { polluted: true }\n`, ':10:', /no key `__proto__`/],
  ['another', `${GOOD}constructor: { prototype: { polluted: true } }\n`, ':10:', /no key `constructor`/],
  [
    'a class twice by its accents',
    line('classes', 'classes: ["caf\u00e9", "cafe\u0301"]'),
    ':5:',
    /there already.*how an accent is stored/,
  ],
  [
    'a class that turns the writing around',
    line('classes', 'classes: [Bread, "Egg\u202e"]'),
    ':5:',
    /turns the direction of writing around/,
  ],
  ['a class with a control character', line('classes', 'classes: [Bread, "E\\x9bgg"]'), ':5:', /control character/],
  ['a class with a line break', line('classes', 'classes: [Bread, "Egg\\nCheese"]'), ':5:', /line break/],
  [
    'a class that is task data',
    line('classes', 'classes: [Bread, $predicted_class]'),
    ':5:',
    /takes '\$predicted_class' for task data/,
  ],
  ['a class that is empty', line('classes', "classes: [Bread, '']"), ':5:', /entry 2 of `classes` is empty/],
  [
    'a class of 200 characters',
    line('classes', `classes: [Bread, ${'x'.repeat(200)}]`),
    ':5:',
    /has 200 characters, more than 100/,
  ],
  [
    '10,000 classes',
    line('classes', `classes: [${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(', ')}]`),
    ':5:',
    /more than 1000 entries/,
  ],
  [
    'a label config elsewhere',
    line('annotation', 'annotation: { project: Food, labelConfig: /dev/zero }'),
    ':8:',
    /label config '\/dev\/zero' is not a file/,
  ],
  [
    'a label config that is the loop file',
    line('annotation', 'annotation: { project: Food, labelConfig: 0.yaml }'),
    ':8:',
    /not well-formed XML/,
  ],
  ['UTF-16', Buffer.from(`\ufeff${GOOD}`, 'utf16le'), '', /is not UTF-8 text/],
  ['Latin-1', Buffer.from(line('classes', 'classes: [Bröt, Egg]'), 'latin1'), '', /is not UTF-8 text/],
  [
    'half a character at its end',
    Buffer.concat([Buffer.from(GOOD), Buffer.from([0xf0, 0x9f])]),
    '',
    /is not UTF-8 text/,
  ],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000dff', 'hex'), '', /is not UTF-8 text/],
  ['nothing but a byte order mark', '\ufeff', '', /the file is empty/],
  ['nothing but zeros', Buffer.alloc(4096), ':1:', /.+/],
  ['a page of HTML', '<!DOCTYPE html><html><body>404</body></html>', ':1:', /no mapping of keys/],
  ['10 MB of one key', Buffer.alloc(10_000_000, 'a'), '', /has 10\.0 MB\n.*1 MB at most/],
  ['10 MB of lines', Buffer.from('name: x\n'.repeat(1_250_000)), '', /has 10\.0 MB/],
];

test.each(TEXTS)('%s is refused where it stands, with what to write', async (_, content, place, says) => {
  const start = cpuMs();
  const { exitCode, text } = await seenOf(content);
  expect(exitCode).toBe(2);
  expect(text).toMatch(says);
  expect(text.split('\n')[0]).toContain(`.yaml${place}`);
  // What to do stands below each problem.
  expect(text).toMatch(/^ +(\d+ )?= \S/m);
  expect(text).not.toMatch(/undefined|\[object|at \w+ \(|Invalid input/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing in a file may steer the terminal
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(cpuMs() - start).toBeLessThan(10_000);
});

describe('what is no file that can be read', () => {
  test.each([
    ['a folder', async (at: string) => void (await mkdir(at)), /is not a file\n +(.*)= name the file itself/],
    ['nothing', async () => undefined, /does not exist/],
    ['a link to itself', (at: string) => symlink(at, at), /leads in a circle|ELOOP/],
    ['a link to nowhere', (at: string) => symlink(`${at}-nowhere`, at), /does not exist/],
    [
      'a pipe that nobody writes to',
      async (at: string) => void (await promisify(execFile)('mkfifo', [at])),
      /is not a file/,
    ],
  ])('%s is refused', async (_, make, says) => {
    const at = join(folder, `no-file-${written++}.yaml`);
    await make(at);
    const { exitCode, text } = await seen(at);
    expect([exitCode, text]).toEqual([2, expect.stringMatching(says)]);
  });

  test('a device, and a path below a file, are refused', async () => {
    expect((await seen('/dev/zero')).text).toMatch(/is not a file/);
    await writeFile(join(folder, 'file'), GOOD);
    expect((await seen(join(folder, 'file', 'x.yaml'))).text).toMatch(/does not exist/);
    expect((await seen(`${folder}/${'x'.repeat(300)}.yaml`)).text).toMatch(/cannot be read \(ENAMETOOLONG\)/);
    expect((await seen(`${folder}/a\0b.yaml`)).text).toMatch(/cannot be read|does not exist/);
  });

  test('a file of somebody else is refused by name of what to mend', async () => {
    const at = join(folder, 'secret.yaml');
    await writeFile(at, GOOD);
    await chmod(at, 0o000);
    const mayRead = await open(at, constants.O_RDONLY).then(
      (file) => file.close().then(() => true),
      () => false,
    );
    // Whoever is root may read everything.
    if (!mayRead) expect((await seen(at)).text).toMatch(/may not be read\n.*check its permissions/);
    expect(mayRead).toBe(process.getuid?.() === 0);
  });
});

test('a file of 10 MB costs neither time nor memory', async () => {
  const file = join(folder, 'huge.yaml');
  await writeFile(file, Buffer.alloc(10_000_000, '- '));
  const before = process.memoryUsage().rss;
  const start = cpuMs();
  for (let i = 0; i < 20; i++) expect((await seen(file)).exitCode).toBe(2);
  expect(cpuMs() - start).toBeLessThan(2_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
});

test('the largest file that is looked into is refused within seconds', async () => {
  const start = cpuMs();
  const { exitCode } = await seenOf(`a: &a [${'x,'.repeat(400_000)}]\nb: *a\n`);
  expect(exitCode).toBe(2);
  expect(cpuMs() - start).toBeLessThan(20_000);
});
