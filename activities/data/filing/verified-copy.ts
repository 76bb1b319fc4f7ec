import type { ObjectLocation } from '../../../src/contracts/artifact';
import type { FilingStatus } from '../../../src/contracts/rows';
import { ObjectNotFound, PreconditionFailed } from '../../../src/object-store/errors';
import type { ObjectHead, ObjectStore } from '../../../src/object-store/port';
import { sha256Of } from '../content-digest';

export interface CopyOrder {
  from: ObjectLocation & { etag: string };
  to: ObjectLocation;
  /** SHA-256 of the content that was drawn, hex; null where it is not known. */
  contentSha256: string | null;
  /** The tags of the copy, made from the object's own. */
  tagsFor(own: Record<string, string>): Record<string, string>;
  signal: AbortSignal;
}

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
  const { from, to, signal } = order;
  const source = await store.head(from, { signal });
  const there = await store.head(to, { signal });
  if (there) return recognise(store, order, source, there);
  if (!source) return { status: 'gone', toEtag: null };
  if (source.etag !== from.etag) return { status: 'superseded', toEtag: null };

  try {
    const tags = order.tagsFor(await store.getTags(from, { signal }));
    await store.copy({ from, to, ifMatch: from.etag, size: source.size, tags, signal });
    const copy = await store.head(to, { signal });
    if (!copy || copy.size !== source.size) throw new CopyNotVerified(to, 'size');
    if (!(await sameContent(store, order, copy))) throw new CopyNotVerified(to, 'content');
    if (!sameTags(await store.getTags(to, { signal }), tags)) throw new CopyNotVerified(to, 'set of tags');
    return { status: 'filed', toEtag: copy.etag };
  } catch (error) {
    // It changed or went between our looks.
    if (error instanceof PreconditionFailed) return { status: 'superseded', toEtag: null };
    if (error instanceof ObjectNotFound) return { status: 'gone', toEtag: null };
    throw error;
  }
}

/** The key bears the item's id, so what lies there is almost surely our own earlier copy; that is proved, not assumed. */
async function recognise(
  store: ObjectStore,
  order: CopyOrder,
  source: ObjectHead | null,
  there: ObjectHead,
): Promise<CopyOutcome> {
  const { from, to, signal } = order;
  if (!(await isProved(store, order, there))) return { status: 'conflict', toEtag: null };
  const present = await store.getTags(to, { signal });
  // Without its source the copy cannot be completed; it was verified with its tags before the source was deleted.
  const own = source?.etag === from.etag ? await store.getTags(from, { signal }) : present;
  const tags = order.tagsFor(own);
  if (!sameTags(present, tags)) await store.putTags(to, tags, { signal });
  return { status: 'filed', toEtag: there.etag };
}

/** Where the source must be read for the proof and is not there any more, nothing is proved, now or at any later attempt. */
async function isProved(store: ObjectStore, order: CopyOrder, copy: ObjectHead): Promise<boolean> {
  try {
    return await sameContent(store, order, copy);
  } catch (error) {
    if (error instanceof ObjectNotFound || error instanceof PreconditionFailed) return false;
    throw error;
  }
}

/** An equal single-part ETag is an equal MD5; other ETags say nothing, so the bytes are read back. */
async function sameContent(store: ObjectStore, order: CopyOrder, copy: ObjectHead): Promise<boolean> {
  const { from, to, contentSha256, signal } = order;
  if (copy.etag === from.etag && /^[0-9a-f]{32}$/.test(copy.etag)) return true;
  const wanted = contentSha256 ?? (await sha256Of(store, from, { ifMatch: from.etag, signal }));
  return (await sha256Of(store, to, { signal })) === wanted;
}

function sameTags(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
