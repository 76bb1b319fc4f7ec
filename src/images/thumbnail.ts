import type Sharp from 'sharp';
import { rasterType } from '../media/raster-type';

/** Pixels across or down, whichever is more. */
const EDGE = 128;
/** 100 megapixels: no camera of today makes more, and decoding that many is still bounded. */
const MOST_PIXELS = 100_000_000;
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
  // By its first bytes, not as libvips would: it also reads SVG, PDF and others, which load further files.
  if (rasterType(bytes) === null) return null;
  try {
    return await sharp(bytes, { failOn: 'error', limitInputPixels: MOST_PIXELS, pages: 1 })
      .autoOrient()
      .resize(EDGE, EDGE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .timeout({ seconds: MOST_SECONDS })
      .jpeg({ quality: 72 })
      .toBuffer();
  } catch {
    return null;
  }
}
