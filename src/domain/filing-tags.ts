/** What a filed copy says of itself, in the order in which it is added while there is room. */
export interface FilingTags {
  item: string;
  /** `class_NN`: not every store takes other than ASCII. */
  label: string;
  loop: string;
  round: string;
}

/** S3's limit of tags on an object. */
const MOST_TAGS = 10;

/**
 * Tags of the filed copy: the object's own survive, ours are added in order while S3's limit allows. A tag of the
 * object's own that has one of our names survives too, except `item`, which says that the work is done. Where `item` is
 * this very item, the object was filed before and all four are ours to renew.
 */
export function mergeTags(own: Record<string, string>, ours: FilingTags): Record<string, string> {
  const filedBefore = own.item === ours.item;
  const merged = { ...own };
  for (const [name, value] of Object.entries(ordered(ours))) {
    const present = Object.hasOwn(merged, name);
    const room = present || Object.keys(merged).length < MOST_TAGS;
    if (room && (!present || filedBefore || name === 'item')) merged[name] = value;
  }
  return merged;
}

/** What somebody else has added to a copy since stays on it, while there is room. */
export function keepTags(tags: Record<string, string>, present: Record<string, string>): Record<string, string> {
  const others = Object.entries(present).filter(([name]) => !Object.hasOwn(tags, name));
  return { ...tags, ...Object.fromEntries(others.slice(0, Math.max(0, MOST_TAGS - Object.keys(tags).length))) };
}

const ordered = ({ item, label, loop, round }: FilingTags): FilingTags => ({ item, label, loop, round });
