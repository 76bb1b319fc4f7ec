/** Edge of the square that an image is shrunk to before it is hashed. */
export const HASHED_EDGE = 32;

/** Edge of the block of lowest frequencies that is kept: 8 × 8 = 64 bits. */
const KEPT = 8;

const COSINES = Array.from({ length: KEPT }, (_, frequency) =>
  Array.from({ length: HASHED_EDGE }, (_, x) => Math.cos(((2 * x + 1) * frequency * Math.PI) / (2 * HASHED_EDGE))),
);

/**
 * 64 bits that images nearly share when they look nearly alike, whatever their size, format and compression: which of the
 * lowest frequencies of the image are stronger than their median (discrete cosine transform; Zauner 2010, 'Implementation
 * and benchmarking of perceptual image hash functions', as pHash does).
 * @param pixels HASHED_EDGE² grey values, row by row
 * @returns 16 hexadecimal digits
 */
export function perceptualHash(pixels: Uint8Array): string {
  const strengths = COSINES.flatMap((vertical) => COSINES.map((horizontal) => strength(pixels, horizontal, vertical)));
  // The first one is the mean brightness, which says nothing of what is to be seen.
  const middle = strengths.slice(1).toSorted((a, b) => a - b)[(KEPT * KEPT) / 2 - 1] ?? 0;
  const bits = strengths.map((value) => (value > middle ? '1' : '0')).join('');
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

function strength(pixels: Uint8Array, horizontal: readonly number[], vertical: readonly number[]): number {
  let sum = 0;
  for (let y = 0; y < HASHED_EDGE; y += 1) {
    let row = 0;
    for (let x = 0; x < HASHED_EDGE; x += 1) row += (pixels[y * HASHED_EDGE + x] ?? 0) * (horizontal[x] ?? 0);
    sum += row * (vertical[y] ?? 0);
  }
  return sum;
}
