import { createHash } from 'node:crypto';

// Looked up once: in the sandbox that tests run in, each look at a global costs more than the logarithm.
const { log, sqrt } = Math;

/** A source of random numbers that is the same for the same seed. */
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
  // A typed array: captured numbers beyond 31 bits would be boxed at every step.
  const state = Int32Array.of(digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), 1);

  function uniform(): number {
    const b = state[1] ?? 0;
    const c = state[2] ?? 0;
    const counter = state[3] ?? 0;
    const sum = ((state[0] ?? 0) + b + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    state[3] = counter + 1;
    return ((sum >>> 0) + 0.5) / 4_294_967_296;
  }

  function normal(): number {
    // Marsaglia's polar method; its second number is not worth the state.
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const squared = x * x + y * y;
      if (squared < 1) return x * sqrt((-2 * log(squared)) / squared);
    }
  }

  function gamma(shape: number): number {
    if (shape === 1) return -log(uniform());
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const scale = 1 / sqrt(9 * d);
    for (;;) {
      const x = normal();
      const root = 1 + scale * x;
      const v = root * root * root;
      if (v > 0 && log(uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
    }
  }

  return { uniform, gamma };
}
