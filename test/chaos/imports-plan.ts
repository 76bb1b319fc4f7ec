import type { Fault } from '../faults/line';
import { LOST } from '../faults/lost-imports';
import { between, oneOf, times } from './random-choice';

/** One worker that imports: batch after batch, in an order of its own. */
export interface ImporterPlan {
  /** Items of a batch. */
  limit: number;
  /** It begins so much later than the first one. */
  afterMs: number;
  backwards: boolean;
  /** Whether it records the tasks when it is through. */
  records: boolean;
}

export interface ImportsPlan {
  evaluation: number;
  training: number;
  importers: ImporterPlan[];
  /** Which part of the imports is lost, and how, one after the other. */
  lost: { share: number; faults: Fault[] };
  /** Which part of all other requests fails. */
  disturbed: number;
  /** Tasks that come when all was recorded, with what two people say to the first one and to the second; null: nothing. */
  doubles: { position: number; said: [string | null, string | null] }[];
}

const ANSWERS = [null, 'Bread', 'Noodles/Pasta'] as const;

export function importsPlan(random: () => number): ImportsPlan {
  const evaluation = between(1, 40, random);
  const importers = times(
    between(1, 4, random),
    (): ImporterPlan => ({
      limit: between(1, 20, random),
      afterMs: random() * 800,
      backwards: random() < 0.5,
      records: random() < 0.5,
    }),
  );
  const faults = times(between(1, 6, random), (): Fault => {
    const fault = oneOf(LOST, random);
    return fault.kind === 'late' ? { ...fault, ms: 20 + random() * LATEST_MS } : fault;
  });
  return {
    evaluation,
    training: between(0, 15, random),
    importers,
    lost: { share: 0.1 + random() * 0.5, faults },
    disturbed: random() * 0.04,
    doubles: times(between(0, 4, random), () => ({
      position: between(0, evaluation - 1, random),
      said: [oneOf(ANSWERS, random), oneOf(ANSWERS, random)],
    })),
  };
}

/** Then a request that its client has given up long ago has reached the server. */
export const LATEST_MS = 2_500;
