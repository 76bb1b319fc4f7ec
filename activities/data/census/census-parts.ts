import type { ArtifactRef } from '../../../src/contracts/artifact';
import type { CensusRow } from '../../../src/contracts/rows';
import type { Window } from '../../../src/contracts/window';
import { ledgerKeys } from '../../../src/domain/layout';
import type { Ledger } from '../../../src/ledger/port';
import { CENSUS } from '../../../src/ledger/tables';
import { type CensusCounts, countsSchema, leftUndoneSchema } from './census-index';

/** One written part: rows of the keys up to `upTo`, inclusive. */
export interface CensusPart {
  ref: ArtifactRef;
  upTo: string;
  counts: CensusCounts;
  /** What the attempt that wrote it left to a later census; see `CensusIndex`. */
  leftUndone: Window | null;
}

/** The parts that an earlier attempt wrote: the checkpoint that this one goes on from. */
export async function writtenParts(ledger: Ledger, round: string): Promise<CensusPart[]> {
  const keys = (await ledger.list(ledgerKeys.censusPartsFolder(round))).map(({ key }) => key).sort();
  const parts: CensusPart[] = [];
  for (const key of keys) {
    const ref = await ledger.find(key);
    if (ref) parts.push(await readPart(ledger, ref));
  }
  return parts;
}

/**
 * Writes part `number`. Where another attempt has written it already, that part stands, with its own key range: the caller
 * goes on from there.
 */
export async function writePart(
  ledger: Ledger,
  round: string,
  number: number,
  part: { rows: CensusRow[] } & Omit<CensusPart, 'ref'>,
): Promise<{ part: CensusPart; created: boolean }> {
  const { rows, upTo, counts, leftUndone } = part;
  const { ref, created } = await ledger.createRows(ledgerKeys.censusPart(round, number), CENSUS, rows, {
    upTo,
    counts: JSON.stringify(counts),
    leftUndone: JSON.stringify(leftUndone),
  });
  return { part: created ? { ref, upTo, counts, leftUndone } : await readPart(ledger, ref), created };
}

async function readPart(ledger: Ledger, ref: ArtifactRef): Promise<CensusPart> {
  const metadata = await ledger.readMetadata(ref);
  return {
    ref,
    upTo: metadata.upTo ?? '',
    counts: countsSchema.parse(JSON.parse(metadata.counts ?? 'null')),
    leftUndone: leftUndoneSchema.parse(JSON.parse(metadata.leftUndone ?? 'null')),
  };
}
