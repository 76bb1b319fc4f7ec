import type { ArtifactRef } from '../contracts/artifact';
import type { WindowClaim } from '../contracts/window';
import { ledgerKeys, snapshotThrough } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { claimsAfter } from './round-history';

/** What of a loop's past is summed up in one artifact, and the rounds that came after, oldest window first. */
export interface PastRounds {
  snapshot: ArtifactRef | null;
  after: WindowClaim[];
}

/** The loop's past from its newest snapshot on. */
export async function newestSnapshot(ledger: Ledger): Promise<PastRounds> {
  const newest = (await ledger.list(ledgerKeys.snapshotsFolder))
    .map(({ key }) => key)
    .sort()
    .at(-1);
  if (newest === undefined) return { snapshot: null, after: await claimsAfter(ledger, null) };
  return { snapshot: await ledger.find(newest), after: await claimsAfter(ledger, snapshotThrough(newest)) };
}

/** Where everything that the rounds asked for drew is written down; what a snapshot sums up is always among it. */
export async function drawnArtifacts(
  ledger: Ledger,
  of: (round: string) => boolean = () => true,
): Promise<{ snapshots: ArtifactRef[]; draws: ArtifactRef[] }> {
  const { snapshot, after } = await newestSnapshot(ledger);
  const draws: ArtifactRef[] = [];
  for (const { round } of after) {
    const draw = of(round) ? await ledger.find(ledgerKeys.draw(round)) : null;
    if (draw) draws.push(draw);
  }
  return { snapshots: snapshot ? [snapshot] : [], draws };
}
