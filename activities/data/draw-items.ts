import { createHash } from 'node:crypto';
import type { DataActivities } from '../../src/contracts/activities';
import type { Population } from '../../src/contracts/population';
import type { DrawRow } from '../../src/contracts/rows';
import { canonicalJson } from '../../src/domain/canonical-json';
import { createDrawing } from '../../src/domain/drawing/drawing';
import { createPopulationTally } from '../../src/domain/drawing/population-tally';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { DRAW } from '../../src/ledger/tables';
import { ensureRegistry } from '../../src/loops/class-registry';
import { keepSnapshots } from '../../src/loops/keep-snapshots';
import { progress } from '../beating';
import { sharedCancellation } from '../cancellation';
import type { Dependencies } from '../dependencies';
import { readCensusIndex } from './census/census-index';
import { censusOverview } from './drawing/census-overview';
import { sizingOf } from './drawing/draw-sizing';
import { readDrawSummary, writeDrawSummary } from './drawing/draw-summary';
import { drawableRows } from './drawing/drawable-rows';
import { drawnHashes } from './drawing/drawn-hashes';
import { comparesImages, createImageReader } from './drawing/image-reader';

/**
 * Draws from the census: the same rows and the same seed give the same draw. The bytes of what was drawn are read once,
 * for the digest that the evaluation wall goes by.
 */
export function drawItems({ openLoop, store }: Dependencies): DataActivities['drawItems'] {
  return async ({ configRef, round, window, census }) => {
    const { config, ledger } = await openLoop(configRef);
    const drawn = await ledger.find(ledgerKeys.draw(round));
    if (drawn) return readDrawSummary(ledger, drawn);

    const { registry } = await ensureRegistry(ledger, config.classes);
    await keepSnapshots(ledger);
    const { parts } = await readCensusIndex(ledger, census);
    const { edgesOf, earliest } = await censusOverview(ledger, parts, config.draws);
    const sizing = await sizingOf(ledger, config);
    const images = await createImageReader(store, config, { signal: sharedCancellation(), progress });
    const drawing = createDrawing({
      draws: config.draws,
      seed: config.seed,
      window,
      registry,
      bucket: config.source.bucket,
      groupTag: config.predictions.tags.group,
      edgesOf,
      ...(sizing && { sizing }),
      images: {
        hashOf: (itemId) => images.digestsOf(itemId)?.perceptualHash,
        earlier: comparesImages(config) ? await drawnHashes(ledger) : [],
      },
    });
    const tally = createPopulationTally(config.evaluation.slices, {
      from: earliest !== null && earliest > window.start ? earliest : window.start,
      to: window.end,
    });
    for await (const row of drawableRows(ledger, round, parts, config.source.bucket))
      if (drawing.add(row)) tally.add(row);
    for (;;) {
      const wanted = drawing.imagesWanted().map(({ itemId, row }) => ({ ...row, itemId }));
      if (wanted.length === 0) break;
      await images.read(wanted);
    }
    const { rows, draws, cells } = drawing.finish();
    const population = await writePopulation(ledger, round, { cells, ...tally.counts() });
    await images.read(rows);
    const withDigests = rows.map((row): DrawRow => ({ ...row, ...images.digestsOf(row.itemId) }));
    const summary = writeDrawSummary({ draws, population, sizing });
    const { ref } = await ledger.createRows(ledgerKeys.draw(round), DRAW, withDigests, summary);
    return readDrawSummary(ledger, ref);
  };
}

/** Under its digest: an attempt that another one overtakes leaves a file behind that no draw names. */
async function writePopulation(ledger: Ledger, round: string, counted: Omit<Population, 'objects'>) {
  const objects = counted.cells.reduce((sum, cell) => sum + cell.objects, 0);
  const counts: Population = { objects, ...counted };
  const digest = createHash('sha256').update(canonicalJson(counts)).digest('hex');
  const { ref } = await ledger.createJson(ledgerKeys.population(round, digest), counts);
  return { ref, counts };
}
