import type { ObjectLocation } from '../contracts/artifact';
import { claimNamedBy } from './token';

interface DrawnObject extends ObjectLocation {
  round: string;
  itemId: string;
}

/**
 * Whether the image of a task is the item's, in any of the ways in which tasks name images: a link whose token names the
 * item, `s3://bucket/key`, or a presigned address of the object. Which key signed does not matter: that is the media
 * server's to check, and keys rotate.
 */
export function showsItem(image: string, { round, itemId, bucket, key }: DrawnObject): boolean {
  if (image === `s3://${bucket}/${key}`) return true;
  if (!URL.canParse(image)) return false;
  const { pathname, hostname } = new URL(image);
  const claim = pathname.includes('/media/') ? claimNamedBy(pathname.slice(pathname.lastIndexOf('/') + 1)) : null;
  // What is no link of ours may look like one: an object `media/a.b.c.png`.
  if (claim?.round === round && claim.itemId === itemId) return true;
  return isPathOf(pathname, hostname.startsWith(`${bucket}.`) ? key : `${bucket}/${key}`);
}

/** Behind whatever path the store itself lives at. */
function isPathOf(pathname: string, path: string): boolean {
  try {
    return decodeURIComponent(pathname).endsWith(`/${path}`);
  } catch {
    return false;
  }
}
