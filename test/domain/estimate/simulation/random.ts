// Looked up once: within jest every look-up of a global costs more than what is computed.
const { exp, floor, imul, log, log1p, max, min } = Math;

/** Draws of whole counts, from a seed: a simulation of a window needs one per cell and not one per object. */
export interface Random {
  /** 0 <= u < 1. */
  uniform(): number;
  /** Successes of `n` trials at `p`. */
  binomial(n: number, p: number): number;
  /** How many of `n` objects, taken without replacement, are among the `marked` of `marked + rest`. */
  hypergeometric(marked: number, rest: number, n: number): number;
}

/** By inversion from the mode outwards: some standard deviations of steps a draw. */
export function randomFrom(seed: number): Random {
  const uniform = splitMix32(seed);
  return {
    uniform,
    binomial(n, p) {
      if (n === 0 || p <= 0) return 0;
      if (p >= 1) return n;
      const odds = p / (1 - p);
      const mode = min(n, floor((n + 1) * p));
      const chance = exp(logChoose(n, mode) + mode * log(p) + (n - mode) * log1p(-p));
      return outwards(uniform(), mode, chance, 0, n, (k) => ((n - k) / (k + 1)) * odds);
    },
    hypergeometric(marked, rest, n) {
      const least = max(0, n - rest);
      const most = min(n, marked);
      if (least === most) return least;
      const mode = min(most, floor(((n + 1) * (marked + 1)) / (marked + rest + 2)));
      const chance = exp(logChoose(marked, mode) + logChoose(rest, n - mode) - logChoose(marked + rest, n));
      return outwards(uniform(), mode, chance, least, most, (k) => {
        return ((marked - k) * (n - k)) / ((k + 1) * (rest - n + k + 1));
      });
    },
  };
}

/** The value at which the chances, added up from the mode to both sides, reach `u`. */
function outwards(
  u: number,
  mode: number,
  chance: number,
  least: number,
  most: number,
  ratio: (k: number) => number,
): number {
  let left = u - chance;
  let [up, upChance, down, downChance] = [mode, chance, mode, chance];
  while (left >= 0 && (up < most || down > least)) {
    if (up < most) {
      upChance *= ratio(up);
      up += 1;
      left -= upChance;
      if (left < 0) return up;
    }
    if (down > least) {
      down -= 1;
      downChance /= ratio(down);
      left -= downChance;
      if (left < 0) return down;
    }
  }
  return mode;
}

const LOG_FACTORIAL = new Float64Array(20_001);
for (let i = 1; i < LOG_FACTORIAL.length; i += 1) LOG_FACTORIAL[i] = (LOG_FACTORIAL[i - 1] as number) + log(i);

const logChoose = (n: number, k: number): number =>
  (LOG_FACTORIAL[n] as number) - (LOG_FACTORIAL[k] as number) - (LOG_FACTORIAL[n - k] as number);

/** G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014; 32-bit variant. */
function splitMix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
  };
}
