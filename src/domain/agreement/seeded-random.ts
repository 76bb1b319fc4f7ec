import { createHash } from 'node:crypto';

/** A source of random numbers that is the same for the same seed, on every machine. */
export interface SeededRandom {
  /** 0 < u < 1 */
  uniform(): number;
  /** Gamma distributed with this shape, more than 0, and scale 1. */
  gamma(shape: number): number;
}

/**
 * Uniform numbers by C. Doty-Humphrey's sfc32 (from PractRand), its state the SHA-256 of the seed; gamma ones by
 * G. Marsaglia & W. W. Tsang, ACM Transactions on Mathematical Software 26 (2000), 363-372.
 */
export function seededRandom(seed: string): SeededRandom {
  const digest = createHash('sha256').update(seed).digest();
  let [a, b, c] = [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8)];
  let counter = 1;

  function uniform(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return ((sum >>> 0) + 0.5) / 4_294_967_296;
  }

  function normal(): number {
    // Marsaglia's polar method; its second number is not worth the state.
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
      const squared = x * x + y * y;
      if (squared < 1) return x * Math.sqrt((-2 * Math.log(squared)) / squared);
    }
  }

  function gamma(shape: number): number {
    if (shape === 1) return -Math.log(uniform());
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const scale = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + scale * x) ** 3;
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  return { uniform, gamma };
}
