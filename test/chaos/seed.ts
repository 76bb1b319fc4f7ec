import { createHash } from 'node:crypto';
import { seededRandom } from '../seeded-random';

export const SEED_VARIABLE = 'ANNOLOOP_CHAOS_SEED';

/**
 * Random numbers of one use, from the run's seed: the same seed gives the same numbers to each use, in whatever
 * order tests run and however many others draw.
 */
export function chaosRandom(use: string): () => number {
  const seed = process.env[SEED_VARIABLE];
  if (!seed) throw new Error(`${SEED_VARIABLE} is not set: this runs outside of \`npm run test:chaos\``);
  return seededRandom(createHash('sha256').update(`${seed} ${use}`).digest().readUInt32BE(0));
}
