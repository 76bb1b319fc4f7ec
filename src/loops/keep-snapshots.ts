import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { ITEMS } from '../ledger/tables';
import { itemsOfRound } from './item-records';
import { newestSnapshot, type PastRounds } from './snapshots';

const ROUNDS_A_SNAPSHOT = 50;

/**
 * Sums up the loop's past where enough rounds came after the last snapshot: a reader then opens one artifact for them
 * instead of four a round. Only what nothing can change any more is summed up: rounds that are closed.
 */
export async function keepSnapshots(ledger: Ledger, every = ROUNDS_A_SNAPSHOT): Promise<void> {
  for (;;) {
    const past = await newestSnapshot(ledger);
    const rounds = past.after.slice(0, every);
    const last = rounds.at(-1);
    if (last === undefined || rounds.length < every) return;
    for (const { round } of rounds) if (!(await ledger.find(ledgerKeys.closed(round)))) return;
    await ledger.createRows(ledgerKeys.snapshot(last.start), ITEMS, itemsUpTo(ledger, past, rounds));
  }
}

async function* itemsUpTo(ledger: Ledger, { snapshot }: PastRounds, rounds: PastRounds['after']) {
  if (snapshot) yield* ledger.streamRows([snapshot], ITEMS);
  for (const { round } of rounds) yield* itemsOfRound(ledger, round);
}
