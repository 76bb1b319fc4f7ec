import type { ArtifactRef } from '../../src/contracts/artifact';
import type { Estimate } from '../../src/contracts/estimate';
import type { DrawRow, FilingRow, LabelRow, TaskRow } from '../../src/contracts/rows';
import { classFolder } from '../../src/domain/class-folder';
import { ledgerKeys } from '../../src/domain/layout';
import { DRAW, FILING, LABELS, TASKS } from '../../src/ledger/tables';
import { estimateSchema } from '../../src/loops/estimates';
import { newestIn } from '../../src/loops/round-history';
import { type Picture, tagsOf } from './production';
import type { Bench, TestLoop } from './test-loop';

/** What a round left in the ledger, in its newest version. */
export interface Outcome {
  drawn: DrawRow[];
  tasks: TaskRow[];
  labels: LabelRow[];
  filing: FilingRow[];
  estimate: Estimate;
}

export async function outcomeOf({ ledger }: TestLoop, round: string): Promise<Outcome> {
  const newest = async (folder: string): Promise<ArtifactRef> => there(await newestIn(ledger, folder), folder);
  return {
    drawn: await ledger.readRows(there(await ledger.find(ledgerKeys.draw(round)), 'draw'), DRAW),
    tasks: await ledger.readRows(there(await ledger.find(ledgerKeys.tasks(round)), 'tasks'), TASKS),
    labels: await ledger.readRows(await newest(ledgerKeys.labelsFolder(round)), LABELS),
    filing: await ledger.readRows(await newest(ledgerKeys.filingFolder(round)), FILING),
    estimate: await ledger.readJson(await newest(ledgerKeys.estimatesFolder(round)), estimateSchema),
  };
}

const there = <T>(found: T | null, what: string): T => {
  if (found === null) throw new Error(`the ledger has no ${what}`);
  return found;
};

/** Everything a bucket holds: key to etag and tags. */
export async function contentsOf(
  { store }: Bench,
  bucket: string,
  prefix = '',
): Promise<Map<string, { etag: string; tags: Record<string, string> }>> {
  const contents = new Map<string, { etag: string; tags: Record<string, string> }>();
  for await (const page of store.list({ bucket, key: prefix })) {
    for (const { key, etag } of page) contents.set(key, { etag, tags: await store.getTags({ bucket, key }) });
  }
  return contents;
}

/**
 * Compares the whole store with what a round of these pictures must leave behind: each picture exactly once (twice where
 * it is copied), drawn ones under their class with all their tags and ours, the others where they were.
 */
export async function expectNothingLost(
  bench: Bench,
  { config }: TestLoop,
  round: string,
  all: readonly Picture[],
  { drawn, filing }: Outcome,
): Promise<void> {
  const source = await contentsOf(bench, config.source.bucket, config.source.prefix);
  const inPlace = config.filing.mode === 'in-place';
  const dataset = inPlace ? source : await contentsOf(bench, config.filing.bucket, config.filing.prefix);
  const etagOf = new Map(drawn.map(({ key, etag }) => [key, etag]));
  const filedTo = new Map(filing.filter(({ status }) => status === 'filed').map((row) => [row.fromKey, row]));

  for (const picture of all) {
    const key = config.source.prefix + picture.key;
    const row = filedTo.get(key);
    const staysAtSource = !row || config.filing.mode === 'copy';
    expect([key, source.has(key)]).toEqual([key, staysAtSource]);
    if (!row) continue;
    expect(row.toKey).toContain(`/${classFolder(row.classId)}/`.slice(inPlace ? 1 : 0));
    expect(dataset.get(row.toKey)).toEqual({
      etag: etagOf.get(key),
      tags: { ...tagsOf(picture), item: row.itemId, label: classFolder(row.classId), loop: config.name, round },
    });
  }
  const expected = all.length - (config.filing.mode === 'copy' ? 0 : inPlace ? 0 : filedTo.size);
  expect(source.size).toBe(expected);
  if (!inPlace) expect(dataset.size).toBe(filedTo.size);
}
