import type Sharp from 'sharp';
import { HASHED_EDGE, perceptualHash } from '../domain/perceptual-hash';
import { ConfigurationInvalid } from '../loops/configuration-invalid';
import { openRaster } from './open-raster';

/** A file made to be slow is given up. */
const MOST_SECONDS = 20;

/**
 * Hashes images by how they look. Loads `sharp`, an optional dependency, which is native code: nothing else needs it.
 * @throws ConfigurationInvalid where it is not installed, or not for this platform
 */
export async function openPerceptualHashes(): Promise<(bytes: Buffer) => Promise<string | null>> {
  const sharp = await load();
  return (bytes) => hashOf(sharp, bytes);
}

async function load(): Promise<typeof Sharp> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ConfigurationInvalid(
      `images are compared by the package sharp, which does not load here (${reason}): run \`npm install sharp\` where the worker runs, or take \`evaluation.perceptualRadius\` and \`strategy: diverse\` out of the loop file and apply it`,
    );
  }
}

/** Null for what is no raster image, is damaged, too big or too slow. Strangers upload: the bytes may be made to harm. */
async function hashOf(sharp: typeof Sharp, bytes: Buffer): Promise<string | null> {
  try {
    const image = openRaster(sharp, bytes);
    if (image === null) return null;
    const pixels = await image
      .flatten({ background: '#ffffff' })
      .greyscale()
      .resize(HASHED_EDGE, HASHED_EDGE, { fit: 'fill' })
      .timeout({ seconds: MOST_SECONDS })
      .raw()
      .toBuffer();
    return pixels.length === HASHED_EDGE ** 2 ? perceptualHash(pixels) : null;
  } catch {
    return null;
  }
}
