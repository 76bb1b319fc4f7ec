import type Sharp from 'sharp';
import { rasterType } from '../media/raster-type';

/** 100 megapixels: no camera of today makes more, and decoding that many is still bounded. */
const MOST_PIXELS = 100_000_000;

/**
 * An image upright, with bounds on what decoding it may cost; null for what is no raster image. Strangers upload: the bytes
 * may be made to harm.
 */
export function openRaster(sharp: typeof Sharp, bytes: Buffer): Sharp.Sharp | null {
  // By its first bytes, not as libvips would: it also reads SVG, PDF and others, which load further files.
  if (rasterType(bytes) === null) return null;
  return sharp(bytes, { failOn: 'error', limitInputPixels: MOST_PIXELS, pages: 1 }).autoOrient();
}
