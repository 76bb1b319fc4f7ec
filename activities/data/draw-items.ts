import { Context } from '@temporalio/activity';
import type { DataActivities, DrawCount } from '../../src/contracts/activities';
import type { DrawRow } from '../../src/contracts/rows';
import { createDrawing } from '../../src/domain/drawing/drawing';
import { matcher } from '../../src/domain/drawing/matching';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { DRAW } from '../../src/ledger/tables';
import { ensureRegistry } from '../../src/loops/class-registry';
import { keepSnapshots } from '../../src/loops/keep-snapshots';
import { ObjectNotFound, PreconditionFailed } from '../../src/object-store/errors';
import type { ObjectStore } from '../../src/object-store/port';
import { sharedCancellation } from '../cancellation';
import type { Dependencies } from '../dependencies';
import { readCensusIndex } from './census/census-index';
import { sha256Of } from './content-digest';
import { createPopulation, readDrawSummary, writeDrawSummary } from './drawing/draw-summary';
import { drawableRows } from './drawing/drawable-rows';
import { inParallel } from './in-parallel';

/** Images read at once for their digests. */
const READS = 16;

/**
 * Draws from the census: the same rows and the same seed give the same draw. The bytes of what was drawn are read once,
 * for the digest that the evaluation wall goes by.
 */
export function drawItems({ openLoop, store }: Dependencies): DataActivities['drawItems'] {
  return async ({ configRef, round, window, census }) => {
    const { config, ledger } = await openLoop(configRef);
    const drawn = await ledger.find(ledgerKeys.draw(round));
    if (drawn) return readDrawSummary(ledger, drawn);

    const { heartbeat } = Context.current();
    const signal = sharedCancellation();
    const { registry } = await ensureRegistry(ledger, config.classes);
    const drawing = createDrawing({
      draws: config.draws,
      seed: config.seed,
      window,
      registry,
      bucket: config.source.bucket,
      groupTag: config.predictions.tags.group,
    });
    const evaluation = config.draws.find(({ purpose }) => purpose === 'evaluation');
    const population = createPopulation(evaluation ? matcher(evaluation, window.end, registry) : () => false);
    await keepSnapshots(ledger);
    const { parts } = await readCensusIndex(ledger, census);
    for await (const row of drawableRows(ledger, round, parts)) {
      drawing.add(row);
      population.add(row);
    }
    const { rows, draws } = drawing.finish();
    const withDigests = await inParallel(rows, READS, async (row, index) => {
      heartbeat({ read: index, of: rows.length });
      return { ...row, contentSha256: await digestOf(store, row, signal) };
    });
    return writeDraw(ledger, round, withDigests, draws, population.counts());
  };
}

async function writeDraw(
  ledger: Ledger,
  round: string,
  rows: DrawRow[],
  draws: DrawCount[],
  population: Record<string, number>,
) {
  const { ref } = await ledger.createRows(ledgerKeys.draw(round), DRAW, rows, writeDrawSummary({ draws, population }));
  return readDrawSummary(ledger, ref);
}

/** Null where the object was deleted or replaced since the census; nobody will be able to label it. */
async function digestOf(
  store: ObjectStore,
  { bucket, key, etag }: DrawRow,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return await sha256Of(store, { bucket, key }, { ifMatch: etag, signal });
  } catch (error) {
    if (error instanceof ObjectNotFound || error instanceof PreconditionFailed) return null;
    throw error;
  }
}
