import type { DrawRow } from '../contracts/rows';

type Walled = Pick<DrawRow, 'itemId' | 'etag' | 'size' | 'contentSha256' | 'group' | 'purpose'>;

/**
 * Whether an object is behind the evaluation wall: the same item, the same content (by SHA-256, or by ETag and size
 * where the bytes could not be read) or the same group as anything that an evaluation draw ever took, in any round.
 * @param drawn all drawn items of the loop
 */
export function evaluationWall(drawn: Iterable<Walled>): (object: Walled) => boolean {
  const marks = new Set<string>();
  for (const item of drawn) {
    if (item.purpose === 'evaluation') for (const mark of marksOf(item)) marks.add(mark);
  }
  return (object) => marksOf(object).some((mark) => marks.has(mark));
}

function marksOf({ itemId, etag, size, contentSha256, group }: Walled): string[] {
  return [
    `item ${itemId}`,
    `content ${etag} ${size}`,
    ...(contentSha256 === null ? [] : [`sha256 ${contentSha256}`]),
    ...(group === null ? [] : [`group ${group}`]),
  ];
}
