import type Sharp from 'sharp';
import { openRaster } from './open-raster';

/** Pixels across or down, whichever is more. */
const EDGE = 128;
/** A file made to be slow is given up. */
const MOST_SECONDS = 10;

/** JPEG bytes of a small picture; null for what is no raster image, or cannot be read as one. */
export type Thumbnails = (bytes: Buffer) => Promise<Buffer | null>;

/**
 * Makes small pictures of images with `sharp`, an optional dependency, which is native code: null where it is not
 * installed, or not for this platform.
 */
export async function openThumbnails(): Promise<Thumbnails | null> {
  try {
    const { default: sharp } = await import('sharp');
    return (bytes) => thumbnailOf(sharp, bytes);
  } catch {
    return null;
  }
}

/** Strangers upload: the bytes may be made to harm. What comes out was encoded here, pixel by pixel, without metadata. */
async function thumbnailOf(sharp: typeof Sharp, bytes: Buffer): Promise<Buffer | null> {
  try {
    const image = openRaster(sharp, bytes);
    if (image === null) return null;
    return await image
      .resize(EDGE, EDGE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .timeout({ seconds: MOST_SECONDS })
      .jpeg({ quality: 72 })
      .toBuffer();
  } catch {
    return null;
  }
}
