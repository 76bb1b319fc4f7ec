import { createHash } from 'node:crypto';

/** A stream of pseudo-random numbers that only its name decides: the same name gives the same numbers everywhere. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** @throws RangeError for an empty list */
  pick<T>(from: readonly T[]): T;
  /** A new list in random order (Fisher–Yates). */
  shuffle<T>(list: readonly T[]): T[];
}

/** sfc32, seeded by the SHA-256 of `name` (C. Doty-Humphrey, PractRand). */
export function randomOf(name: string): Random {
  const seed = createHash('sha256').update(name).digest();
  let a = seed.readInt32LE(0);
  let b = seed.readInt32LE(4);
  let c = seed.readInt32LE(8);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first outputs still resemble the seed.
  for (let i = 0; i < 12; i += 1) next();

  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new RangeError(`nothing to pick from (random stream '${name}')`);
    return from[Math.floor(next() * from.length)] as T;
  };
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    pick,
    shuffle: (list) => {
      const out = [...list];
      for (let i = out.length - 1; i > 0; i -= 1) {
        const j = Math.floor(next() * (i + 1));
        [out[i], out[j]] = [out[j] as (typeof out)[number], out[i] as (typeof out)[number]];
      }
      return out;
    },
  };
}
