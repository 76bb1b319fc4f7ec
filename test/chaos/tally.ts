import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { PromiseNumber } from './promises';

/** Names the file in which a run's tests count; a test file shares no memory with the reporter. */
export const TALLY_VARIABLE = 'ANNOLOOP_CHAOS_TALLY';

interface Counted {
  promise: PromiseNumber;
  what: string;
  count: number;
}

/** Counts what a test did to a promise, for the summary at the end of the run: `tally(1, 'kills')`, `tally(7, 'imports', 100)`. */
export function tally(promise: PromiseNumber, what: string, count = 1): void {
  const file = process.env[TALLY_VARIABLE];
  const counted: Counted = { promise, what, count };
  if (file) appendFileSync(file, `${JSON.stringify(counted)}\n`);
}

/** The sums of what was counted for a promise, in the order in which each was first counted: '61 kills, 3 rounds'. */
export function tallied(promise: PromiseNumber): string {
  const file = process.env[TALLY_VARIABLE] ?? '';
  const sums = new Map<string, number>();
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []) {
    const counted = JSON.parse(line) as Counted;
    if (counted.promise === promise) sums.set(counted.what, (sums.get(counted.what) ?? 0) + counted.count);
  }
  return [...sums].map(([what, sum]) => `${sum} ${what}`).join(', ');
}
