import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { CensusRow } from '../../../src/contracts/rows';
import { itemId } from '../../../src/domain/item-id';
import type { ObjectStore } from '../../../src/object-store/port';
import { tagsOf } from '../census/tags-of';
import { destination } from './destination';

/** An object that was to be filed under the model's own label. */
export type Withdrawn = Pick<CensusRow, 'key' | 'etag' | 'size' | 'predictedClass'>;

/**
 * Takes back what somebody objected to: an attempt of this round that died may have made the copy before, or begun it; the
 * source still stands. The copy is known by its ETag, or, where it was copied in parts and has another, by our tag. One
 * that bears another round's tag is that round's: the same bytes were uploaded again, and nobody objected.
 */
export async function withdraw(
  { store, signal }: { store: ObjectStore; signal: AbortSignal },
  config: LoopConfig,
  round: string,
  row: Withdrawn,
): Promise<void> {
  const id = itemId({ bucket: config.source.bucket, key: row.key, etag: row.etag });
  const copy = destination(config, { itemId: id, key: row.key, folder: 'noisy' }, row.predictedClass);
  await store.abortCopies(copy, row.size, { signal });
  const there = await store.head(copy, { signal });
  const tags = there && (await tagsOf(store, copy, signal));
  if (!tags) return;
  const isOurs = there.etag === row.etag || tags.item === id;
  if (isOurs && (tags.round ?? round) === round) await store.delete(copy, { ifMatch: there.etag, signal });
}
