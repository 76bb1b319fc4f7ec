import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configDocument } from '../../src/config/digest';
import { loadLoopFile } from '../../src/config/loop-file/load-loop-file';
import { storedLoopConfigSchema } from '../../src/config/stored-loop-config';

const file = (name: string): string => join(__dirname, name);
const FILES = ['good/minimal.yaml', 'good/everything.yaml', 'good/anchors.yaml', '../../loops/food11.yaml'];

test.each(FILES)('what apply stores of %s is what workers read', async (name) => {
  const { config } = await loadLoopFile(file(name));
  const { json } = configDocument(config);
  expect(storedLoopConfigSchema.parse(JSON.parse(json))).toEqual(config);
});

test('a configuration stored by the first version is still read, later keys having their defaults', () => {
  const stored: unknown = JSON.parse(readFileSync(file('stored/v1.json'), 'utf8'));
  const read = storedLoopConfigSchema.parse(stored);
  expect(read).toMatchObject(stored as object);
  // Nobody has accepted what nobody was asked about.
  expect(read.filing.acceptUnsafeDelete).toBe(false);
});

test('the digest is of what a file says, not of how it is written', async () => {
  const digests = await Promise.all(
    ['good/minimal.yaml', 'good/minimal-written-otherwise.yaml'].map(
      async (name) => configDocument((await loadLoopFile(file(name))).config).sha256,
    ),
  );
  expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(digests[1]).toBe(digests[0]);
});

describe('a configuration that cannot be read', () => {
  const refusal = async (change: (config: Record<string, unknown>) => void): Promise<string> => {
    const { config } = await loadLoopFile(file('good/minimal.yaml'));
    const stored = JSON.parse(configDocument(config).json) as Record<string, unknown>;
    change(stored);
    return storedLoopConfigSchema.safeParse(stored).error?.issues[0]?.message ?? 'accepted';
  };

  test('for a key of a newer version asks to upgrade the worker', async () => {
    const message = await refusal((config) => {
      config.priorities = [];
    });
    expect(message).toBe(
      'this configuration was stored by a newer version of Annoloop (it has priorities): upgrade this worker',
    );
  });

  test('for a missing key asks to apply the loop file again', async () => {
    const message = await refusal((config) => {
      delete config.filing;
    });
    expect(message).toBe(
      'this configuration was stored by another version of Annoloop (it differs at filing): run `annoloop apply` with the loop file again',
    );
  });
});
