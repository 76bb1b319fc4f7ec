import type { DrawRow } from '../contracts/rows';
import { HammingIndex } from './hamming-index';

/** What tells that an object is an evaluation item, or belongs to one. */
export type Walled = Pick<
  DrawRow,
  'itemId' | 'etag' | 'size' | 'contentSha256' | 'perceptualHash' | 'group' | 'purpose'
>;

/**
 * Whether an object is behind the evaluation wall: the same item, the same content (by SHA-256, or by ETag and size
 * where the bytes could not be read) or the same group as anything that an evaluation draw ever took, in any round; on
 * request also what looks like such a thing. What was drawn before that was asked for has no hash to go by.
 * @param drawn all drawn items of the loop
 * @param perceptualRadius in how many of 64 bits the hashes of images that look alike differ at most; null: looks do not count
 */
export function evaluationWall(
  drawn: Iterable<Walled>,
  perceptualRadius: number | null = null,
): (object: Walled) => boolean {
  const marks = new Set<string>();
  const looks = perceptualRadius === null ? null : new HammingIndex(perceptualRadius);
  for (const item of drawn) {
    if (item.purpose !== 'evaluation') continue;
    for (const mark of marksOf(item)) marks.add(mark);
    if (item.perceptualHash !== null) looks?.add(item.perceptualHash);
  }
  const looksAlike = (hash: string | null): boolean => hash !== null && looks?.hasNear(hash) === true;
  return (object) => marksOf(object).some((mark) => marks.has(mark)) || looksAlike(object.perceptualHash);
}

function marksOf({ itemId, etag, size, contentSha256, group }: Walled): string[] {
  return [
    `item ${itemId}`,
    `content ${etag} ${size}`,
    ...(contentSha256 === null ? [] : [`sha256 ${contentSha256}`]),
    ...(group === null ? [] : [`group ${group}`]),
  ];
}
