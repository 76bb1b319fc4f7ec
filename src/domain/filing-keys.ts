import type { FilingMode } from '../contracts/loop-config';
import type { FilingFolder } from '../contracts/rows';
import { classFolder, classOfFolder } from './class-folder';
import { LONGEST_KEY } from './object-keys';

export interface FiledUnder {
  /** `filing.prefix`; in place, the source's. */
  prefix: string;
  mode: FilingMode;
  /** In place there is none in the key: the ledger holds the wall. */
  folder: FilingFolder;
  classId: number;
  /** The key that the item was drawn under, also when it is filed a second time. */
  sourceKey: string;
  itemId: string;
  /** The filing that moves it on from where an earlier one of the round put it; null at its first. */
  refiledBy: number | null;
}

/**
 * Where an item is filed: `{evaluation|training|noisy}/class_NN/STEM-ITEMID.EXT` below the prefix. The item's id keeps
 * equal basenames and versions of one key apart. What version N of a filing moves on is `STEM-vN-ITEMID.EXT`: no key is
 * ever used twice, so that a deletion that comes late finds nothing that it was not meant for. In place, the source's own `class_NN` folder is replaced where it
 * stands (`a/class_01/x.jpg` -> `a/class_03/x-ITEMID.jpg`); without one, and where that would be too long, it is `class_NN/` below
 * the source prefix.
 * @throws RangeError when not even an empty stem fits into S3's 1,024 bytes
 */
export function filedKey(item: FiledUnder): string {
  const folders = item.sourceKey.split('/');
  const { stem, extension } = splitName(folders.pop() ?? '');
  const own = classFolder(item.classId);
  const tail = `${item.refiledBy === null ? '' : `-v${item.refiledBy}`}-${item.itemId}${extension}`;
  const heads =
    item.mode === 'in-place'
      ? [inPlace(item, folders, own), `${item.prefix}${own}/`]
      : [`${item.prefix}${item.folder}/${own}/`];
  const roomBelow = (head: string): number =>
    Math.min(LONGEST_KEY - Buffer.byteLength(head), LONGEST_SEGMENT) - Buffer.byteLength(tail);
  const head = heads.find((one) => roomBelow(one) >= 0);
  if (head === undefined) {
    throw new RangeError(
      `no room for a file name below '${heads.at(-1)}' (S3 allows ${LONGEST_KEY} bytes); shorten filing.prefix`,
    );
  }
  return head + shorten(stem, roomBelow(head)) + tail;
}

/** The item that a filed key names, or null. That a key reads so proves nothing: the ledger knows what was filed. */
export function itemOfFiledKey(key: string): string | null {
  return /-([0-9a-f]{24})(?:\.[^./]*)?$/.exec(key)?.[1] ?? null;
}

function inPlace(item: FiledUnder, folders: string[], own: string): string {
  const below = item.sourceKey.startsWith(item.prefix) ? item.prefix.split('/').length - 1 : 0;
  const at = folders.findLastIndex((folder, i) => i >= below && classOfFolder(folder) !== null);
  return at < 0 ? `${item.prefix}${own}/` : `${folders.with(at, own).join('/')}/`;
}

/** Bytes of a file's name on the file systems that stores such as versitygw and MinIO keep objects on: a longer one is refused. */
const LONGEST_SEGMENT = 255;

/** Longer than this, what follows the last dot is no extension. */
const LONGEST_EXTENSION = 16;

function splitName(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  const isExtension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= LONGEST_EXTENSION;
  const [stem, extension] = isExtension ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  // Label Studio cuts keys at a '?', and a dataset outlives the image mode it was labelled with.
  return { stem: stem.replaceAll('?', '_'), extension: extension.replaceAll('?', '_') };
}

/** The longest beginning, by whole characters, that fits into so many bytes of UTF-8. */
function shorten(stem: string, bytes: number): string {
  if (Buffer.byteLength(stem) <= bytes) return stem;
  let kept = '';
  let used = 0;
  for (const character of stem) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}
