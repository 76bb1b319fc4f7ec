import { z } from 'zod';
import type { RoundOutcome } from '../contracts/activities';
import type { ArtifactRef, ConfigRef } from '../contracts/artifact';
import type { Estimate } from '../contracts/estimate';
import type { Window } from '../contracts/window';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { type CensusShortfall, censusShortfall } from './census-shortfall';
import { estimateSchema } from './estimates';
import { irregularitiesOf } from './irregularities';
import { estimateOfWindow, findClaim, listWindows, newestIn } from './round-history';

/** What the ledger says of a round: all that is left of it when Temporal has forgotten it. */
export interface RoundRecord {
  round: string;
  configRef: ConfigRef;
  /** Null for a round that claimed no window. */
  window: Window | null;
  /** How it ended; null while it is open, and for one that was terminated. */
  outcome: RoundOutcome | null;
  /** The newest version. */
  estimate: Estimate | null;
  /** What its census could not use of the window; null where it took none. */
  census: CensusShortfall | null;
  /** What was not as it was asked in Label Studio when its answers were last collected. */
  irregularities: string[];
  /** The newest report, HTML. */
  report: ArtifactRef | null;
}

const configRefSchema = z.object({ bucket: z.string(), key: z.string(), sha256: z.string() });
const openedSchema = z.object({ configRef: configRefSchema });
const nullableNumber = z.number().nullable();
const headlineSchema = z.object({
  value: nullableNumber,
  lower: nullableNumber,
  upper: nullableNumber,
  n: z.number(),
  sufficient: z.boolean(),
});
const closedSchema: z.ZodType<{ outcome: RoundOutcome }> = z.object({
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('completed'), versions: z.number(), headline: headlineSchema }),
    z.object({ kind: z.literal('nothing-new') }),
    z.object({ kind: z.literal('skipped'), openRounds: z.number() }),
    z.object({ kind: z.literal('abandoned'), by: z.string(), reason: z.string() }),
  ]),
});

/** Rounds that claimed a window, newest window first, read one by one: the caller stops where it has enough. */
export async function* roundRecords(ledger: Ledger): AsyncGenerator<RoundRecord> {
  for (const { start } of (await listWindows(ledger)).reverse()) {
    const claim = await findClaim(ledger, start);
    if (claim) yield record(ledger, claim.round, claim.configRef, { start: claim.start, end: claim.end });
  }
}

/** One round by its id, or null where the ledger has no trace of it. */
export async function findRoundRecord(ledger: Ledger, round: string): Promise<RoundRecord | null> {
  const ref = await ledger.find(ledgerKeys.opened(round));
  if (ref === null) return null;
  const { configRef } = await ledger.readJson(ref, openedSchema);
  for (const { start } of (await listWindows(ledger)).reverse()) {
    const claim = await findClaim(ledger, start);
    if (claim?.round === round) return record(ledger, round, claim.configRef, { start, end: claim.end });
  }
  return record(ledger, round, configRef, null);
}

/** How a round ended; null while it is open, and for one that was terminated. */
export async function findOutcome(ledger: Ledger, round: string): Promise<RoundOutcome | null> {
  const closed = await ledger.find(ledgerKeys.closed(round));
  return closed && (await ledger.readJson(closed, closedSchema)).outcome;
}

async function record(
  ledger: Ledger,
  round: string,
  configRef: ConfigRef,
  window: Window | null,
): Promise<RoundRecord> {
  const [outcome, census, answers, estimate, report] = await Promise.all([
    findOutcome(ledger, round),
    censusShortfall(ledger, round),
    newestIn(ledger, ledgerKeys.annotationsFolder(round)),
    newestIn(ledger, ledgerKeys.estimatesFolder(round)),
    newestIn(ledger, ledgerKeys.reportsFolder(round), '.html'),
  ]);
  return {
    round,
    configRef,
    window,
    outcome,
    census,
    estimate: estimate && (await ledger.readJson(estimate, estimateSchema)),
    irregularities: answers ? await irregularitiesOf(ledger, answers) : [],
    report,
  };
}

/** The estimate of the newest window that has one, in its newest version. */
export async function newestEstimate(ledger: Ledger): Promise<Estimate | null> {
  for (const { start } of (await listWindows(ledger)).reverse()) {
    const ref = await estimateOfWindow(ledger, start);
    if (ref) return ledger.readJson(ref, estimateSchema);
  }
  return null;
}
