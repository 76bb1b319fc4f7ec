import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { loopFileJsonSchema } from '../../src/config/loop-file/json-schema';

const ROOT = join(__dirname, '../..');
const EXAMPLE = join(ROOT, 'loops/food11.yaml');
const committed = (): unknown => JSON.parse(readFileSync(join(ROOT, 'schema/loop.schema.json'), 'utf8'));
const read = (file: string): unknown => parse(readFileSync(file, 'utf8'));
// Draws and classes are unions, which ajv's strict mode would have typed once more.
const schema = new Ajv({ strict: true, strictTypes: false }).compile(loopFileJsonSchema());

test('the committed schema is current (else: npm run schema)', () => {
  expect(committed()).toEqual(loopFileJsonSchema());
});

test('the example names the schema that lies in the repository', () => {
  const [first] = readFileSync(EXAMPLE, 'utf8').split('\n');
  const path = /^# yaml-language-server: \$schema=(.+)$/.exec(first ?? '')?.[1];
  expect(JSON.parse(readFileSync(join(ROOT, 'loops', path ?? ''), 'utf8'))).toEqual(committed());
});

const yamlFilesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name));

test('the shipped loop files and the good ones satisfy it', () => {
  for (const file of [...yamlFilesOf(join(ROOT, 'loops')), ...yamlFilesOf(join(__dirname, 'good'))]) {
    schema(read(file));
    expect({ file, errors: schema.errors }).toEqual({ file, errors: null });
  }
});

test.each(['unknown-key', 'everything-missing', 'duration-without-unit', 'share-as-number', 'trigger-misspelled'])(
  'an editor sees that %s.yaml is wrong',
  (name) => {
    expect(schema(read(join(__dirname, 'bad', `${name}.yaml`)))).toBe(false);
  },
);

test('every key says what it means', () => {
  const silent: string[] = [];
  const visit = (node: unknown, at: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties, items, anyOf, oneOf } = node as Record<string, unknown>;
    for (const [key, value] of Object.entries((properties ?? {}) as Record<string, { description?: string }>)) {
      if (value.description === undefined) silent.push(`${at}.${key}`);
      visit(value, `${at}.${key}`);
    }
    for (const branch of [items, ...((anyOf ?? []) as unknown[]), ...((oneOf ?? []) as unknown[])]) visit(branch, at);
  };
  visit(loopFileJsonSchema(), '');
  expect(silent).toEqual([]);
});
