import type { CellTally, Tally } from '../../../src/contracts/combined-estimate';

/** `[resolved, right]`: as many drawn as resolved. */
const tally = ([resolved, right]: readonly [number, number]): Tally => ({ drawn: resolved, resolved, right });

interface CellShape extends Partial<Omit<CellTally, 'evaluation' | 'blind' | 'all'>> {
  evaluation?: readonly [number, number];
  blind?: readonly [number, number];
  all?: readonly [number, number];
}

/** A cell of a test: what is not said is plain, and labels are the evaluation draw's. */
export function cell({ evaluation = [0, 0], blind = evaluation, all = blind, ...shape }: CellShape): CellTally {
  return {
    modelVersion: 'v1',
    flagged: false,
    corrected: false,
    band: { from: 0, to: 1 },
    reachedBy: [],
    objects: 1000,
    ...shape,
    evaluation: tally(evaluation),
    blind: tally(blind),
    all: tally(all),
  };
}
