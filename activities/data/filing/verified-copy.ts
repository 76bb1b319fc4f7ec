import type { ObjectLocation } from '../../../src/contracts/artifact';
import type { FilingStatus } from '../../../src/contracts/rows';
import { keepTags } from '../../../src/domain/filing-tags';
import { ObjectNotFound, PreconditionFailed } from '../../../src/object-store/errors';
import type { ObjectHead, ObjectStore } from '../../../src/object-store/port';
import { tagsOf } from '../census/tags-of';
import { proofOf } from './content-proof';
import type { CopyOrder } from './copy-order';

export interface CopyOutcome {
  status: FilingStatus;
  toEtag: string | null;
}

/** The copy exists, but what lies there is not what was copied; the store is asked again. */
class CopyNotVerified extends Error {
  constructor(to: ObjectLocation, what: string) {
    super(`the copy at ${to.bucket}/${to.key} has another ${what} than its source; the source was left alone`);
  }
}

/**
 * Copies one object version to a key of its own and verifies size, content and tags of the copy. A copy that an earlier
 * attempt made is recognised and kept; anything else at the destination is a conflict and left alone. Nothing is deleted.
 */
export async function verifiedCopy(store: ObjectStore, order: CopyOrder): Promise<CopyOutcome> {
  const { from, to, size, signal } = order;
  await store.abortCopies(to, size, { signal });
  const source = await store.head(from, { signal });
  const there = await store.head(to, { signal });
  if (there) return recognise(store, order, source, there);
  if (source?.etag !== from.etag) return withoutSource(source);

  const own = await tagsOf(store, from, signal);
  if (!own) return withoutSource(null);
  const tags = order.tagsFor(own);
  try {
    await store.copy({ from, to, ifMatch: from.etag, size: source.size, tags, signal });
  } catch (error) {
    if (error instanceof PreconditionFailed || error instanceof ObjectNotFound) return lookAgain(store, order, error);
    throw error;
  }
  const copy = await store.head(to, { signal });
  if (copy?.size !== source.size) throw new CopyNotVerified(to, 'size');
  // Where the source went in between there is nothing left to compare it with, and nothing that could be deleted either.
  if ((await proofOf(store, order, copy)) === 'differs') throw new CopyNotVerified(to, 'content');
  await verifyTags(store, order, tags);
  return { status: 'filed', toEtag: copy.etag };
}

const withoutSource = (source: ObjectHead | null): CopyOutcome => ({
  status: source ? 'superseded' : 'gone',
  toEtag: null,
});

/** The store refused to copy: the source changed or went after our look, or something appeared where the copy was to go. */
async function lookAgain(store: ObjectStore, order: CopyOrder, refusal: Error): Promise<CopyOutcome> {
  const { from, to, signal } = order;
  const source = await store.head(from, { signal });
  const there = await store.head(to, { signal });
  if (there) return recognise(store, order, source, there);
  if (source?.etag !== from.etag) return withoutSource(source);
  throw refusal;
}

/** The key bears the item's id, so what lies there is almost surely our own earlier copy; that is proved, not assumed. */
async function recognise(
  store: ObjectStore,
  order: CopyOrder,
  source: ObjectHead | null,
  there: ObjectHead,
): Promise<CopyOutcome> {
  const { from, to, itemId, size, signal } = order;
  const proof = await proofOf(store, order, there);
  const present = await store.getTags(to, { signal });
  // Where the source is gone and its digest unknown: a store sets tags with the copy, so what bears the item's was copied from it.
  const isOurs = proof === 'same' || (proof === 'unknown' && present.item === itemId && there.size === size);
  if (!isOurs) return { status: 'conflict', toEtag: null };

  const own = source?.etag === from.etag ? await tagsOf(store, from, signal) : null;
  // Tags have no version to ask for: those of a newer one must not get onto this copy.
  const stillThere = own !== null && (await store.head(from, { signal }))?.etag === from.etag;
  // Without its source the copy cannot be completed; it was verified with its tags before the source was deleted.
  const tags = keepTags(order.tagsFor(stillThere ? own : present), present);
  if (!sameTags(present, tags)) {
    await store.putTags(to, tags, { signal });
    await verifyTags(store, order, tags);
  }
  return { status: 'filed', toEtag: there.etag };
}

async function verifyTags(store: ObjectStore, { to, signal }: CopyOrder, tags: Record<string, string>): Promise<void> {
  if (!sameTags(await store.getTags(to, { signal }), tags)) throw new CopyNotVerified(to, 'set of tags');
}

export function sameTags(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
