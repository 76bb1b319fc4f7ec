import type { FilingMode } from '../../src/contracts/loop-config';
import type { Copies } from '../faults/disturbed-workers';
import type { Fault } from '../faults/line';
import type { Meddling } from '../faults/meddling';
import { WORSE } from '../faults/store-faults';
import { between, oneOf, times } from './random-choice';

/** One thing that goes wrong with a filing, before its nth request of a kind. */
export interface Disturbance {
  /** Which object's requests are counted; null: all of the filing's, those to the ledger too. */
  object: number | null;
  n: number;
  what: Fault | 'the worker dies' | { meddling: Meddling };
}

/** What kind of loop it is that files. */
export interface Kind {
  mode: FilingMode;
  versioned: boolean;
  copies: Copies;
}

/** A filing as it is drawn: all that is chosen is chosen before it begins. */
export interface FilingPlan {
  objects: { inParts: boolean; classId: number }[];
  /** By version of the filing: what befalls each worker that tries it, one after the other. */
  versions: Disturbance[][][];
}

const SOURCE: readonly Meddling[] = [
  'the source is overwritten',
  'the source is uploaded again with the same bytes',
  'the source is deleted',
  'the source is tagged',
];
const DESTINATION: readonly Meddling[] = [
  'something else appears at the destination',
  'the same bytes appear at the destination, with other tags',
];

/** Who else has a hand in it. */
export type Others = 'nobody' | 'who produces' | 'who writes to the dataset';

/** How many of an object's requests there may be before a disturbance: a filing of one makes some fifteen, a repeated one more. */
const REQUESTS = 16;

export function filingPlan(others: Others, random: () => number): FilingPlan {
  const objects = times(between(1, 3, random), () => ({ inParts: random() < 0.3, classId: between(0, 1, random) }));
  const disturbance = (): Disturbance => {
    const object = random() < 0.8 ? between(0, objects.length - 1, random) : null;
    const n = between(0, object === null ? REQUESTS * objects.length : REQUESTS, random);
    return { object, n, what: random() < 0.2 ? 'the worker dies' : oneOf(WORSE, random) };
  };
  const meddling = (): Disturbance => ({
    object: between(0, objects.length - 1, random),
    n: between(0, REQUESTS, random),
    what: { meddling: oneOf(others === 'who produces' ? SOURCE : [...DESTINATION, ...SOURCE], random) },
  });
  const worker = (): Disturbance[] => [
    ...times(others === 'nobody' ? 0 : between(0, 2, random), meddling),
    ...times(between(others === 'nobody' ? 1 : 0, 4, random), disturbance),
  ];
  return { objects, versions: times(between(1, 3, random), () => times(between(1, 3, random), worker)) };
}
