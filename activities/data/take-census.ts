import type { CensusResult, DataActivities } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { CensusRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import { ensureRegistry } from '../../src/loops/class-registry';
import type { OpenLoop } from '../../src/loops/open-loop';
import { progress } from '../beating';
import { sharedCancellation } from '../cancellation';
import type { Dependencies } from '../dependencies';
import { type CensusIndex, noCounts, readCensusIndex, sumCounts } from './census/census-index';
import { type CensusPart, writePart, writtenParts } from './census/census-parts';
import { type CensusScope, censusRows } from './census/census-rows';
import { type EarlierObjects, earlierObjects, olderOf } from './census/earlier-objects';
import { filedObjects } from './census/filed-objects';

/** A round always knows of the ones before. */
type OwnScope = CensusScope & { earlier: EarlierObjects };

/** When a part is full. */
interface PartSize {
  /** What an attempt that dies at most reads again. */
  rows: number;
  /** Objects listed even when few of them are rows: a big old source is not listed again from its start. */
  listed: number;
}

const PART: PartSize = { rows: 5000, listed: 250_000 };

/**
 * Lists the source once and takes every usable object that is new in the window, found late, or tagged since: parts in
 * key order, each a checkpoint, then their index. A retry goes on from the last part.
 */
export function takeCensus(
  { openLoop, store }: Pick<Dependencies, 'openLoop' | 'store'>,
  part: PartSize = PART,
): DataActivities['takeCensus'] {
  return async ({ configRef, round, window }) => {
    const loop = await openLoop(configRef);
    const { config, ledger } = loop;
    const taken = await ledger.find(ledgerKeys.census(round));
    if (taken) return resultOf(taken, await readCensusIndex(ledger, taken));

    const earlier = await earlierObjects(ledger, config, window);
    const scope: OwnScope = {
      config,
      window,
      registry: (await ensureRegistry(ledger, config.classes)).registry,
      earlier,
      isFiled: filedObjects(loop),
    };
    const parts = await takeParts(loop, store, round, scope, part);
    const index: CensusIndex = {
      interval: window,
      leftUndone: [earlier, ...parts].map(({ leftUndone }) => leftUndone).reduce(olderOf),
      ...sumCounts(parts.map(({ counts }) => counts)),
      parts: parts.map(({ ref }) => ref),
    };
    const { ref } = await ledger.createJson(ledgerKeys.census(round), index);
    return resultOf(ref, await readCensusIndex(ledger, ref));
  };
}

async function takeParts(
  { config, ledger }: OpenLoop,
  store: Dependencies['store'],
  round: string,
  scope: OwnScope,
  full: PartSize,
): Promise<CensusPart[]> {
  const signal = sharedCancellation();
  const parts = await writtenParts(ledger, round);
  let open = { rows: [] as CensusRow[], counts: noCounts(), listed: 0, upTo: '' };

  /** True when another attempt had written this part: the listing must go on from where that one ends. */
  const close = async (): Promise<boolean> => {
    const { leftUndone } = scope.earlier;
    const { part, created } = await writePart(ledger, round, parts.length, { ...open, leftUndone });
    parts.push(part);
    open = { rows: [], counts: noCounts(), listed: 0, upTo: '' };
    return !created;
  };

  for (let done = false; !done; ) {
    const startAfter = parts.at(-1)?.upTo ?? '';
    done = true;
    for await (const page of store.list(
      { bucket: config.source.bucket, key: config.source.prefix },
      { startAfter, signal },
    )) {
      open.rows.push(...(await censusRows(store, scope, page, open.counts, signal)));
      open.listed += page.length;
      open.upTo = page.at(-1)?.key ?? open.upTo;
      progress({ parts: parts.length, listed: open.listed });
      if (open.rows.length >= full.rows || open.listed >= full.listed) {
        if (await close()) {
          done = false;
          break;
        }
      }
    }
  }
  if (open.listed > 0) await close();
  return parts;
}

const resultOf = (census: ArtifactRef, { window, late, reread, unusable }: CensusIndex): CensusResult => ({
  census,
  window,
  late,
  reread,
  unusable,
});
