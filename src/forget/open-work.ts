import { z } from 'zod';
import type { RoundPhase } from '../contracts/status';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';

/** What Temporal says of a loop's open rounds and of its gate. */
export interface OpenWork {
  rounds: readonly { round: string; phase: RoundPhase }[];
  gate: { phase: 'gathering' | 'deciding' | 'training' | 'blocked'; digest: string | null } | null;
  /** Rejects the retraining that waits for a decision. */
  reject(digest: string): Promise<void>;
}

/** A step that runs may read a row before it is blanked and write what it read after: those of these phases run none. */
const AT_REST: readonly RoundPhase[] = ['waiting', 'amending', 'closed'];

/** Why a loop cannot be gone through now, or null. */
export function objectionTo({ rounds, gate }: OpenWork, isInOpenDataset: boolean): string | null {
  const busy = rounds.find(({ phase }) => !AT_REST.includes(phase));
  if (busy?.phase === 'blocked') {
    return `round ${busy.round} is parked in the middle of a step; \`annoloop round show ${busy.round}\` says what to mend: retry the step or abandon the round, then forget`;
  }
  if (busy) return `round ${busy.round} is ${busy.phase}; forget when it waits for people or amends, in some minutes`;
  if (gate?.phase === 'training' && isInOpenDataset) {
    return 'a model is being trained on a dataset that holds the image; wait for its end, or abandon it, then forget';
  }
  if (gate?.phase === 'blocked') {
    return 'the retraining gate is parked; retry its step or abandon it, then forget';
  }
  return null;
}

const line = z.object({ itemId: z.string() });

/** Which of the datasets hold one of the items, by digest. */
export async function datasetsWith(
  ledger: Ledger,
  digests: readonly string[],
  itemIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const ids = new Set(itemIds);
  const holding = new Set<string>();
  for (const digest of new Set(digests)) {
    const ref = await ledger.find(ledgerKeys.dataset(digest));
    const lines = ref ? (await ledger.readText(ref)).split('\n').filter((text) => text !== '') : [];
    if (lines.some((text) => ids.has(line.parse(JSON.parse(text)).itemId))) holding.add(digest);
  }
  return holding;
}
