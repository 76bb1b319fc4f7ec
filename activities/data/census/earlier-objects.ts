import { z } from 'zod';
import type { ArtifactRef } from '../../../src/contracts/artifact';
import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { Window, WindowClaim } from '../../../src/contracts/window';
import { ledgerKeys } from '../../../src/domain/layout';
import { formatInstant, nextWindow } from '../../../src/domain/windows';
import type { Ledger } from '../../../src/ledger/port';
import { CENSUS, DRAW } from '../../../src/ledger/tables';
import { findClaim, listWindows } from '../../../src/loops/round-history';
import { findOutcome } from '../../../src/loops/round-records';
import { StoreUnavailable } from '../../../src/object-store/errors';
import { readCensusIndex } from './census-index';

/** An object version that an earlier census holds, with its tags as they were read last. */
interface EarlierObject {
  tags: Record<string, string>;
  drawn: boolean;
}

/** What earlier rounds know of the objects that this round may look at again, and how far back it looks. Instants in ms. */
export interface EarlierObjects {
  /** By `versionKey`. */
  known: ReadonlyMap<string, EarlierObject>;
  lateFrom: number;
  rereadFrom: number;
  /** The oldest window from which no census has looked back in full: this one could not either. */
  leftUndone: Window | null;
}

export const versionKey = (object: { key: string; etag: string }): string => `${object.key}\0${object.etag}`;

export const olderOf = (a: Window | null, b: Window | null): Window | null =>
  a && b ? (b.start < a.start ? b : a) : (a ?? b);

/**
 * A census looks back as far as the loop says, and leaves alone what an earlier round may take that has not drawn yet: so no
 * object is in two censuses and none is drawn twice. What it leaves is noted, and the first census that may looks
 * back as far as that one would have.
 */
export async function earlierObjects(ledger: Ledger, config: LoopConfig, window: Window): Promise<EarlierObjects> {
  const { rounds, from, notBefore } = await roundsBefore(ledger, config, window);
  const { late, reread } = looksBackTo(config, notBefore === null ? from : window);
  const limit = notBefore === null ? Number.NEGATIVE_INFINITY : Date.parse(notBefore);
  const [lateFrom, rereadFrom] = [Math.max(late, limit), Math.max(reread, limit)];
  const leftUndone = notBefore === null ? null : from;
  return {
    known: await knownObjects(ledger, rounds, Math.min(lateFrom, rereadFrom)),
    lateFrom,
    rereadFrom,
    leftUndone,
  };
}

/** A round that has drawn. */
interface DrawnRound {
  claim: WindowClaim;
  parts: ArtifactRef[];
  draw: ArtifactRef;
}

/**
 * The rounds before a window, newest first, as far as its census is to look back; from where that is measured: the
 * window, or the oldest that was left undone; and where it must stop: at the end of a window whose round is open and has
 * not drawn.
 */
async function roundsBefore(
  ledger: Ledger,
  config: LoopConfig,
  window: Window,
): Promise<{ rounds: DrawnRound[]; from: Window; notBefore: string | null }> {
  const rounds: DrawnRound[] = [];
  let from = window;
  let madeUpFor = false;
  let follows = window.start;
  const listed = (await listWindows(ledger)).filter(({ start }) => start < window.start).reverse();
  if (listed.length === 0 && follows !== nextWindow([], config.source.since, window.end).start) {
    throw listingLags(ledger, follows);
  }
  for (const { start } of listed) {
    const claim = await findClaim(ledger, start);
    if (claim && claim.end !== follows) throw listingLags(ledger, follows);
    follows = start;
    const { late, reread } = looksBackTo(config, from);
    if (!claim || Date.parse(claim.end) <= Math.min(late, reread)) break;
    const ref = await ledger.find(ledgerKeys.census(claim.round));
    const draw = await ledger.find(ledgerKeys.draw(claim.round));
    const census = ref && (await readCensusIndex(ledger, ref));
    if (census && draw) {
      rounds.push({ claim, parts: census.parts, draw });
    } else {
      const ended = await findOutcome(ledger, claim.round);
      if (ended === null) return { rounds, from, notBefore: claim.end };
      // An attempt that was thought dead claimed when its round had ended without a window: nobody else takes these objects.
      const isNobodys = ended.kind === 'nothing-new' || ended.kind === 'skipped';
      if (isNobodys && !madeUpFor) from = olderOf(from, { start, end: claim.end }) ?? from;
    }
    if (census?.leftUndone && !madeUpFor) from = olderOf(from, census.leftUndone) ?? from;
    // Whatever was undone before this one, it made up for.
    else if (census && draw) madeUpFor = true;
  }
  return { rounds, from, notBefore: null };
}

/**
 * Windows leave no gap, so one that is missing was claimed and is not listed yet: without it, what its round took would be
 * taken once more.
 */
function listingLags({ bucket }: Ledger, end: string): StoreUnavailable {
  return new StoreUnavailable(
    { operation: 'list', location: `s3://${bucket}`, code: null },
    `the ledger's windows/ does not show the window that ends at ${end}, which was claimed`,
    'its listings lag, and it is looked at again by itself; where the claim was deleted, restore it',
    null,
  );
}

/**
 * Both from the window's start, when the census before looked: an object that was younger than `feedback` then may have
 * been tagged since. Measured from the end, a loop with windows as long as `feedback` would never read a tag again.
 */
const looksBackTo = ({ lookbackMs, feedbackMs }: LoopConfig, { start }: Window) => ({
  late: Date.parse(start) - lookbackMs,
  reread: Date.parse(start) - feedbackMs,
});

async function knownObjects(
  ledger: Ledger,
  rounds: readonly DrawnRound[],
  from: number,
): Promise<EarlierObjects['known']> {
  const horizon = formatInstant(from);
  // Later censuses come later in `parts`, and so does a tag that was read again: the last one read stands. A plain select
  // keeps that order, which a join would not.
  const near = rounds.filter(({ claim }) => claim.end > horizon).reverse();
  const draws = near.map(({ draw }) => draw);
  const drawn = versions.parse(
    await ledger.query('select distinct key, etag from draws', { draws: { refs: draws, table: DRAW } }),
  );
  const isDrawn = new Set(drawn.map(versionKey));
  const rows = readings.parse(
    await ledger.query(
      'select key, etag, tags from census where lastModified >= $horizon',
      { census: { refs: near.flatMap(({ parts }) => parts), table: CENSUS } },
      { horizon },
    ),
  );
  return new Map(rows.map((row) => [versionKey(row), { tags: row.tags, drawn: isDrawn.has(versionKey(row)) }]));
}

const versions = z.array(z.object({ key: z.string(), etag: z.string() }));

const readings = z.array(
  z.object({
    key: z.string(),
    etag: z.string(),
    tags: z.string().transform((json) => z.record(z.string(), z.string()).parse(JSON.parse(json))),
  }),
);
