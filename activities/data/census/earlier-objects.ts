import { z } from 'zod';
import type { ArtifactRef } from '../../../src/contracts/artifact';
import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { Window, WindowClaim } from '../../../src/contracts/window';
import { ledgerKeys } from '../../../src/domain/layout';
import { formatInstant } from '../../../src/domain/windows';
import type { Ledger } from '../../../src/ledger/port';
import { CENSUS, DRAW } from '../../../src/ledger/tables';
import { findClaim, listWindows } from '../../../src/loops/round-history';
import { readCensusIndex } from './census-index';

/** An object version that an earlier census holds, with its tags as they were read last. */
interface EarlierObject {
  tags: Record<string, string>;
  drawn: boolean;
}

/**
 * What earlier rounds know of the objects that this round may look at again. Null while an earlier round that could claim
 * the same ones has not drawn yet: then this round leaves them to a later one, so that no object is in two censuses
 * and none is drawn twice.
 */
export type EarlierObjects = ReadonlyMap<string, EarlierObject> | null;

export const versionKey = (object: { key: string; etag: string }): string => `${object.key}\0${object.etag}`;

export async function earlierObjects(ledger: Ledger, config: LoopConfig, window: Window): Promise<EarlierObjects> {
  const horizon = lookAgainFrom(config, window);
  const parts: ArtifactRef[] = [];
  const draws: ArtifactRef[] = [];
  for (const claim of await claimsBetween(ledger, horizon, window.start)) {
    const census = await ledger.find(ledgerKeys.census(claim.round));
    const draw = await ledger.find(ledgerKeys.draw(claim.round));
    if (census && draw) {
      parts.push(...(await readCensusIndex(ledger, census)).parts);
      draws.push(draw);
    } else if (!(await ledger.find(ledgerKeys.closed(claim.round)))) {
      return null;
    }
  }
  const drawn = versions.parse(
    await ledger.query('select distinct key, etag from draws', { draws: { refs: draws, table: DRAW } }),
  );
  const isDrawn = new Set(drawn.map(versionKey));
  // Later censuses come later in `parts`, and so does a tag that was read again: the last one read stands. A plain select
  // keeps that order, which a join would not.
  const rows = readings.parse(
    await ledger.query(
      'select key, etag, tags from census where lastModified >= $horizon',
      { census: { refs: parts, table: CENSUS } },
      { horizon },
    ),
  );
  return new Map(rows.map((row) => [versionKey(row), { tags: row.tags, drawn: isDrawn.has(versionKey(row)) }]));
}

/** The oldest object that a census looks at besides its window's own. */
function lookAgainFrom(config: LoopConfig, window: Window): string {
  const late = Date.parse(window.start) - config.lookbackMs;
  const feedback = Date.parse(window.end) - config.feedbackMs;
  return formatInstant(Math.min(late, feedback));
}

const versions = z.array(z.object({ key: z.string(), etag: z.string() }));

const readings = z.array(
  z.object({
    key: z.string(),
    etag: z.string(),
    tags: z.string().transform((json) => z.record(z.string(), z.string()).parse(JSON.parse(json))),
  }),
);

/** Claims of windows that end after `from` and start before `before`, oldest first. */
async function claimsBetween(ledger: Ledger, from: string, before: string): Promise<WindowClaim[]> {
  const starts = (await listWindows(ledger)).map(({ start }) => start).filter((start) => start < before);
  const claims: WindowClaim[] = [];
  for (const start of starts.reverse()) {
    const claim = await findClaim(ledger, start);
    if (!claim || claim.end <= from) break;
    claims.unshift(claim);
  }
  return claims;
}
