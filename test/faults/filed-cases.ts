import { destination } from '../../activities/data/filing/destination';
import type { ObjectLocation } from '../../src/contracts/artifact';
import { canonicalJson } from '../../src/domain/canonical-json';
import { readWhole } from '../../src/object-store/read-whole';
import type { Bench, TestLoop } from '../rounds/test-loop';
import { type BucketState, bucketState } from './bucket-state';
import { type StagedFiling, sha256 } from './staged-filing';

/** The whole of the buckets that a loop takes from and files to. */
export async function filingBuckets(bench: Bench, { config }: TestLoop): Promise<BucketState[]> {
  const states: BucketState[] = [];
  for (const bucket of new Set([config.source.bucket, config.filing.bucket])) {
    states.push(await bucketState(bench, bucket));
  }
  return states;
}

/** Something that leaves objects and artifacts, with a name that stands in all its keys. */
export interface NamedCase {
  items: readonly { itemId: string }[];
  /** What it has written down by now. */
  artifacts(): Promise<unknown>;
}

/** What each case left in store and ledger, in words that all cases share. */
export async function leftBy(
  states: readonly BucketState[],
  cases: ReadonlyMap<string, NamedCase>,
): Promise<Map<string, unknown>> {
  const left = new Map<string, unknown>();
  for (const [name, { items, artifacts }] of cases) {
    const isOwn = (key: string): boolean => key.includes(name);
    const store = states.map(({ objects, uploads, versions: listed }) => ({
      objects: Object.fromEntries(Object.entries(objects).filter(([key]) => isOwn(key))),
      uploads: uploads.filter(isOwn),
      versions: listed?.filter(isOwn) ?? null,
    }));
    const text = canonicalJson({ store, artifacts: await artifacts() }).replaceAll(name, 'CASE');
    left.set(name, JSON.parse(items.reduce((rest, { itemId }, n) => rest.replaceAll(itemId, `ITEM${n}`), text)));
  }
  return left;
}

/** Where an item is to go by version `version` of a filing in which every version before had filed it. */
export function destinationOf(loop: TestLoop, staged: StagedFiling, index: number, version: number): ObjectLocation {
  const item = staged.items[index];
  if (!item) throw new Error(`the filing has no item ${index}`);
  const refiledBy = version === 1 ? null : version;
  return destination(loop.config, { ...item, folder: 'training' }, staged.classOf(index, version), refiledBy);
}

/** Each object at its source or at one of the places where it is or was to be filed, by its bytes. */
export async function expectNowhereLost(bench: Bench, loop: TestLoop, staged: StagedFiling): Promise<void> {
  for (const [index, item] of staged.items.entries()) {
    const filed = Array.from({ length: staged.versions() }, (_, n) => destinationOf(loop, staged, index, n + 1));
    await expectSomewhere(bench, item, [item, ...filed]);
  }
}

/** An object at one of the places, by its bytes. */
export async function expectSomewhere(
  bench: Bench,
  item: { key: string; contentSha256: string | null },
  places: readonly ObjectLocation[],
): Promise<void> {
  const contents = await Promise.all(
    places.map(async (at) => {
      const bytes = await readWhole(bench.store, at);
      return bytes && sha256(bytes);
    }),
  );
  expect([item.key, contents.filter((content) => content !== null)]).toEqual([
    item.key,
    expect.arrayContaining([item.contentSha256]),
  ]);
}
