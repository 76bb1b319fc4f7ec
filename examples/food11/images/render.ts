import sharp from 'sharp';
import type { Random } from '../random';
import type { Emoji } from './emoji-sets';

/** Edge of a picture, pixels. */
export const FRAME = 128;

// How hard the task is depends on these three. Wider ranges make three retrainings too small a rise to see.
const SMALLEST = 0.65;
const LARGEST = 0.95;
const ROTATION_DEGREES = 15;

const hsl = (hue: number, saturation: number, lightness: number): string =>
  `hsl(${hue.toFixed(1)},${saturation.toFixed(1)}%,${lightness.toFixed(1)}%)`;

/** A table top: one colour running into another, and a plate on some. */
function background(random: Random): string {
  const hue = random.between(0, 360);
  const from = hsl(hue, random.between(5, 45), random.between(55, 95));
  const to = hsl(hue + random.between(-30, 30), random.between(5, 45), random.between(45, 90));
  const angle = random.between(0, 360);
  const plate =
    random.next() < 0.4
      ? `<circle cx="${FRAME / 2}" cy="${FRAME / 2}" r="${random.between(0.4, 0.55) * FRAME}" fill="${hsl(hue, 10, random.between(80, 98))}"/>`
      : '';
  return (
    `<defs><linearGradient id="table" gradientTransform="rotate(${angle.toFixed(1)} .5 .5)">` +
    `<stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs>` +
    `<rect width="${FRAME}" height="${FRAME}" fill="url(#table)"/>${plate}`
  );
}

/** The emoji on a background, at random size, rotation and place, as SVG. */
export function sceneOf(emoji: Emoji, random: Random): string {
  const backdrop = background(random);
  const edge = random.between(SMALLEST, LARGEST) * FRAME;
  const left = random.between(0, FRAME - edge);
  const top = random.between(0, FRAME - edge);
  const angle = random.between(-ROTATION_DEGREES, ROTATION_DEGREES);
  const scale = edge / Math.max(emoji.width, emoji.height);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${FRAME}" height="${FRAME}">${backdrop}` +
    `<g transform="translate(${left.toFixed(2)} ${top.toFixed(2)}) rotate(${angle.toFixed(2)} ${(edge / 2).toFixed(2)} ${(edge / 2).toFixed(2)}) scale(${scale.toFixed(4)})">` +
    `${emoji.body}</g></svg>`
  );
}

/** JPEG bytes of a scene. The same scene gives the same bytes with the same release of sharp. */
export async function toJpeg(scene: string): Promise<Buffer> {
  return sharp(Buffer.from(scene)).jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
}
