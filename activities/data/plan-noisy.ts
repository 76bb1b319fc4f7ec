import type { DataActivities } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { CensusRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { CENSUS } from '../../src/ledger/tables';
import { readForgotten } from '../../src/loops/forgotten';
import type { Dependencies } from '../dependencies';
import { readCensusIndex } from './census/census-index';
import { contentOf, drawnContent } from './drawing/drawable-rows';

/**
 * Chooses what is filed under the model's own label: undrawn, at least `noisyAbove` confident, and neither flagged nor
 * corrected when the census read it. Nothing that shares its content with a drawn item is among it.
 */
export function planNoisy({ openLoop }: Dependencies): DataActivities['planNoisy'] {
  return async ({ configRef, round, census }) => {
    const { config, ledger } = await openLoop(configRef);
    const { parts } = await readCensusIndex(ledger, census);
    const above = config.filing.noisyAbove ?? Number.POSITIVE_INFINITY;
    const { ref } = await ledger.createRows(
      ledgerKeys.noisyPlan(round),
      CENSUS,
      sureRows(ledger, parts, above, config.source.bucket),
    );
    return { plan: ref };
  };
}

async function* sureRows(
  ledger: Ledger,
  parts: readonly ArtifactRef[],
  above: number,
  bucket: string,
): AsyncIterable<CensusRow> {
  const { isForgotten } = await readForgotten(ledger);
  const drawn = await drawnContent(ledger, () => true);
  for await (const row of ledger.streamRows(parts, CENSUS)) {
    if (row.origin === 'reread' || row.flagged || row.correctedClass !== null) continue;
    if ((row.confidence ?? 0) >= above && !drawn.has(contentOf(row)) && !isForgotten(row, bucket)) yield row;
  }
}
