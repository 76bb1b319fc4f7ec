import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';

/** A loop file on disk, with buckets that no other test has. */
export interface LoopFile {
  file: string;
  name: string;
  source: string;
  ledger: string;
  dataset: string;
  /** Writes it again, changed. */
  change(changes: Record<string, unknown>): Promise<void>;
}

const made: string[] = [];
afterAll(async () => {
  for (const file of made) await rm(dirname(file), { recursive: true, force: true });
});

/** It is gone when the test file that asked for it is over. */
export async function newLoopFile(changes: Record<string, unknown> = {}): Promise<LoopFile> {
  const id = randomUUID().slice(0, 8);
  const file = join(await mkdtemp(join(tmpdir(), 'annoloop-loop-')), 'loop.yaml');
  made.push(file);
  const places = {
    name: `loop-${id}`,
    source: `production-${id}`,
    ledger: `ledger-${id}`,
    dataset: `dataset-${id}`,
  };
  const base = {
    name: places.name,
    source: { bucket: places.source },
    ledger: { bucket: places.ledger },
    predictions: { from: 'tags' },
    classes: ['Bread', 'Egg', 'Rice'],
    schedule: { every: '24h' },
    settle: '0s',
    draws: [
      { name: 'evaluation', strategy: 'random', size: 4, purpose: 'evaluation' },
      { name: 'flagged', strategy: 'flagged', purpose: 'training' },
      { name: 'low', strategy: 'low-confidence', below: 0.7, purpose: 'training' },
    ],
    annotation: {
      project: `Test ${id}`,
      poll: '5s',
      until: { evaluation: { answered: '100%', atLeast: 2 }, training: { answered: '80%' }, deadline: '7d' },
    },
    filing: { bucket: places.dataset, mode: 'move' },
    retraining: { when: { newLabels: 5 }, trigger: { kind: 'none' } },
  };
  const write = (now: Record<string, unknown>) => writeFile(file, stringify({ ...base, ...changes, ...now }));
  await write({});
  return { file, ...places, change: write };
}
