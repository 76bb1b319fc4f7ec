import { z } from 'zod';
import type { AccuracyPoint } from '../contracts/report';
import type { Ledger } from '../ledger/port';
import { estimateOfWindow, listWindows } from './round-history';

const nullable = z.number().nullable();
const modelVersion = z.object({ modelVersion: z.string().nullable(), population: z.number() });

/** Of an estimate, what a history shows: also of one that an earlier release wrote. */
const pointSchema = z.object({
  round: z.string(),
  window: z.object({ start: z.string(), end: z.string() }),
  version: z.number(),
  accuracy: z.object({ n: z.number(), successes: z.number(), value: nullable, lower: nullable, upper: nullable }),
  sufficient: z.boolean(),
  target: nullable.default(null),
  byModelVersion: z.array(modelVersion),
});

/** As many rounds as a chart can show. */
const MOST_ROUNDS = 60;
/** Windows looked up at once: each costs three small requests when it is read for the first time. */
const AT_ONCE = 8;

/**
 * Accuracy of the last rounds that have an estimate, each in its newest version, oldest window first.
 * @param through the start of the last window to look at; null: all there are
 */
export async function accuracyHistory(ledger: Ledger, through: string | null): Promise<AccuracyPoint[]> {
  const starts = (await listWindows(ledger)).map(({ start }) => start);
  const last = starts.filter((start) => through === null || start <= through).slice(-MOST_ROUNDS);
  const points: (AccuracyPoint | null)[] = [];
  for (let at = 0; at < last.length; at += AT_ONCE) {
    points.push(...(await Promise.all(last.slice(at, at + AT_ONCE).map((start) => pointOf(ledger, start)))));
  }
  return points.filter((point) => point !== null);
}

/** Null while the round of that window has no estimate. */
async function pointOf(ledger: Ledger, start: string): Promise<AccuracyPoint | null> {
  const ref = await estimateOfWindow(ledger, start);
  if (!ref) return null;
  const { byModelVersion, ...point } = await ledger.readJson(ref, pointSchema);
  const [most] = [...byModelVersion].sort((a, b) => b.population - a.population);
  return { ...point, modelVersion: most?.modelVersion ?? null, modelVersions: byModelVersion.length };
}
