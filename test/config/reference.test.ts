import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loopFileJsonSchema } from '../../src/config/loop-file/json-schema';

const ROOT = join(__dirname, '../..');

/** The last part of every key of the language, such as `atLeast`. */
function keysOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties, items, anyOf, oneOf } = node as Record<string, unknown>;
  const named = Object.entries((properties ?? {}) as Record<string, unknown>);
  const branches = [items, ...((anyOf ?? []) as unknown[]), ...((oneOf ?? []) as unknown[])];
  return [...named.flatMap(([key, value]) => [key, ...keysOf(value)]), ...branches.flatMap(keysOf)];
}

test('the reference of loop files names every key', () => {
  const reference = readFileSync(join(ROOT, 'docs/loop-file.md'), 'utf8');
  const missing = keysOf(loopFileJsonSchema()).filter((key) => !new RegExp(`[\`.{ ]${key}[\`:. ]`).test(reference));
  expect(missing).toEqual([]);
});

test('the reference of the environment names every variable that is read', () => {
  const reference = readFileSync(join(ROOT, 'docs/environment.md'), 'utf8');
  const folder = join(ROOT, 'src/config/environment');
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const variables = new Set(sources.flatMap((source) => source.match(/\b(?:[A-Z][A-Z0-9]*_)+[A-Z0-9]+(?=:)/g) ?? []));
  expect(variables.size).toBeGreaterThan(20);
  expect([...variables].filter((variable) => !reference.includes(variable))).toEqual([]);
});
