import { z } from 'zod';
import type { ArtifactRef } from '../../../src/contracts/artifact';
import type { DrawConfig } from '../../../src/contracts/loop-config';
import { bandEdges } from '../../../src/domain/drawing/band-edges';
import type { Ledger } from '../../../src/ledger/port';
import { CENSUS } from '../../../src/ledger/tables';

/** What is decided by a look at the whole census, before any of its rows is drawn. */
export interface CensusOverview {
  /** Inner edges of the confidence bands of a model version ('' where none is named). */
  edgesOf(modelVersion: string): readonly number[];
  /** When the oldest object was captured, else stored; null for an empty census. */
  earliest: string | null;
}

/**
 * Bands of confidence: edges where a draw has its threshold, since there it changes who is looked at, and at the fifths of
 * each model version's confidences. By exact quantiles, so that a retry finds the same.
 */
export async function censusOverview(
  ledger: Ledger,
  parts: readonly ArtifactRef[],
  draws: readonly DrawConfig[],
): Promise<CensusOverview> {
  const census = { refs: parts, table: CENSUS };
  const thresholds = draws.flatMap(({ strategy, below }) =>
    strategy === 'low-confidence' && below !== null ? [below] : [],
  );
  const rows = candidates.parse(
    await ledger.query(CANDIDATES, { census }, { thresholds: JSON.stringify([...new Set(thresholds)]) }),
  );
  const [oldest] = earliest.parse(await ledger.query(EARLIEST, { census }));
  const edges = new Map<string, number[]>();
  for (const { version, objects } of rows) {
    if (edges.has(version)) continue;
    edges.set(
      version,
      bandEdges(
        rows.filter((row) => row.version === version),
        objects,
      ),
    );
  }
  return { edgesOf: (version) => edges.get(version) ?? [], earliest: oldest?.earliest ?? null };
}

/** Thresholds first, each list ascending: where two edges are too near, the first one stays. */
const CANDIDATES = `
  with stated as (
    select coalesce(modelVersion, '') as version, confidence from census
    where confidence is not null and origin <> 'reread'
  ), versions as (
    select version, count(*) as objects, quantile_disc(confidence, [0.2, 0.4, 0.6, 0.8]) as fifths
    from stated group by version
  ), edges as (
    select version, objects, 0 as kind, unnest($thresholds::json::double[]) as edge from versions
    union
    select version, objects, 1 as kind, unnest(fifths) as edge from versions
  )
  select version, objects, edge,
    (select count(*) from stated where stated.version = edges.version and confidence < edge) as below
  from edges order by version, kind, edge`;

const EARLIEST = `select min(coalesce(capturedAt, lastModified)) as earliest from census where origin <> 'reread'`;

const candidates = z.array(z.object({ version: z.string(), objects: z.number(), edge: z.number(), below: z.number() }));
const earliest = z.array(z.object({ earliest: z.string().nullable() }));
