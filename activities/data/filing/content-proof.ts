import { ObjectNotFound, PreconditionFailed } from '../../../src/object-store/errors';
import type { ObjectHead, ObjectStore } from '../../../src/object-store/port';
import { sha256Of } from '../content-digest';
import type { CopyOrder } from './copy-order';

/** `unknown`: the source must be read for the proof and is no longer that version, so nothing is proved, now or at any later attempt. */
type ContentProof = 'same' | 'differs' | 'unknown';

/** An equal single-part ETag is an equal MD5; other ETags say nothing, so the bytes are read back. */
export async function proofOf(
  store: ObjectStore,
  order: Pick<CopyOrder, 'from' | 'to' | 'contentSha256' | 'signal'>,
  copy: ObjectHead,
): Promise<ContentProof> {
  const { from, to, signal } = order;
  if (copy.etag === from.etag && /^[0-9a-f]{32}$/.test(copy.etag)) return 'same';
  const wanted = order.contentSha256 ?? (await digestOfSource(store, order));
  if (wanted === null) return 'unknown';
  const digest = (): Promise<string> => sha256Of(store, to, { signal });
  // A network that delivered something else once is no reason to give an object up for somebody else's.
  return (await digest()) === wanted || (await digest()) === wanted ? 'same' : 'differs';
}

async function digestOfSource(
  store: ObjectStore,
  { from, signal }: Pick<CopyOrder, 'from' | 'signal'>,
): Promise<string | null> {
  try {
    return await sha256Of(store, from, { ifMatch: from.etag, signal });
  } catch (error) {
    if (error instanceof ObjectNotFound || error instanceof PreconditionFailed) return null;
    throw error;
  }
}
