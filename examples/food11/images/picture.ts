import { createHash } from 'node:crypto';
import type { Random } from '../random';

/** One picture and what it truly shows. */
export interface Picture {
  bytes: Buffer;
  /** With its dot: `.jpg`. */
  extension: string;
  sha256: string;
  className: string;
  /** Where it comes from: `noto/bread`, or a file's name. */
  source: string;
  /** Never to be trained on: production is told that this picture may only be used to measure. */
  heldOut: boolean;
}

/** Where the demo's pictures come from. Each method gives the same pictures for the same arguments. */
export interface PictureSource {
  readonly classes: readonly string[];
  /** Three retrainings are known to raise the accuracy on these pictures. */
  readonly measured: boolean;
  /** What the first model is trained on. */
  base(): AsyncIterable<Picture>;
  /** What production sees in a round (from 1). Fewer than `count` where there are no more. */
  traffic(round: number, count: number): AsyncIterable<Picture>;
  /** What every model is measured on; never uploaded. */
  reference(count: number): AsyncIterable<Picture>;
}

/** Raster types that people keep photos in, by their files' extensions. */
export const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.bmp': 'image/bmp',
};

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** `count` classes in random order, each class as often as any other, give or take one. */
export function balanced(classes: readonly string[], count: number, random: Random): string[] {
  return random.shuffle(Array.from({ length: count }, (_, i) => classes[i % classes.length] as string));
}
