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
