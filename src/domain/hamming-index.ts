/** A 64-bit hash as two unsigned 32-bit halves. */
interface Halves {
  high: number;
  low: number;
}

/** From this radius on there are more bands than bits worth asking for: looking at every hash is as fast. */
const MOST_BANDS = 9;

/**
 * Finds whether any of the hashes added so far differs from another in at most `radius` of 64 bits. The 64 bits are cut
 * into radius + 1 bands: of two hashes that differ in `radius` bits, one band is the same in both, so that only hashes that
 * share a band are compared (Norouzi, Punjani & Fleet 2014). With wide radii every hash is compared: 10^5 × 10^4
 * comparisons take seconds.
 */
export class HammingIndex {
  private readonly hashes: Halves[] = [];
  private readonly bands: Band[];

  /** @param radius 0..64 */
  constructor(private readonly radius: number) {
    this.bands = radius < MOST_BANDS ? bandsFor(radius + 1) : [];
  }

  /** @param hash 16 hexadecimal digits */
  add(hash: string): void {
    const halves = halvesOf(hash);
    this.hashes.push(halves);
    for (const band of this.bands) {
      const bits = band.bitsOf(halves);
      const bucket = band.buckets.get(bits);
      if (bucket) bucket.push(halves);
      else band.buckets.set(bits, [halves]);
    }
  }

  /** Whether a hash within the radius was added. */
  hasNear(hash: string): boolean {
    const halves = halvesOf(hash);
    const isNear = (other: Halves): boolean => distance(halves, other) <= this.radius;
    if (this.bands.length === 0) return this.hashes.some(isNear);
    return this.bands.some((band) => band.buckets.get(band.bitsOf(halves))?.some(isNear) === true);
  }
}

interface Band {
  bitsOf(halves: Halves): number;
  buckets: Map<number, Halves[]>;
}

/** `count` bands of nearly equal width, none across the halves' border where that can be: each takes bits of one half or both. */
function bandsFor(count: number): Band[] {
  return Array.from({ length: count }, (_, band) => {
    const from = Math.round((band * 64) / count);
    const to = Math.round(((band + 1) * 64) / count);
    return { bitsOf: (halves) => bitsBetween(halves, from, to), buckets: new Map() };
  });
}

/** Bits [from, to) counted from the lowest, as a number: exact up to 53 bits, and wider bands need only tell apart. */
function bitsBetween({ high, low }: Halves, from: number, to: number): number {
  const inLow = from < 32 ? (low >>> from) % 2 ** (Math.min(to, 32) - from) : 0;
  const inHigh = to > 32 ? (high >>> Math.max(0, from - 32)) % 2 ** (to - Math.max(32, from)) : 0;
  return inHigh * 2 ** Math.max(0, 32 - from) + inLow;
}

const halvesOf = (hash: string): Halves => ({
  high: Number.parseInt(hash.slice(0, 8), 16),
  low: Number.parseInt(hash.slice(8), 16),
});

const distance = (a: Halves, b: Halves): number => ones(a.high ^ b.high) + ones(a.low ^ b.low);

/** Bits that are set in a 32-bit number: Warren, Hacker's Delight (2nd ed. 2012), 5-1. */
function ones(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
