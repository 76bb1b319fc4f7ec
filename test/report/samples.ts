import type { CombinedEstimate } from '../../src/contracts/combined-estimate';
import type { Estimate } from '../../src/contracts/estimate';
import type { Proportion } from '../../src/contracts/proportion';
import type { AccuracyPoint, LoopReport, Mistake, RoundReport } from '../../src/contracts/report';
import { wilsonInterval } from '../../src/domain/estimate/wilson';

/** Reports as rounds write them, for the pages: a rich one, a first round without an answer, and what is hard to show. */

export const HOSTILE = `<script>alert(1)</script>"'&{b}`;

const NAMES = [
  'Bread',
  'Dairy product',
  'Dessert',
  'Egg',
  'Fried food',
  'Meat',
  'Noodles/Pasta',
  'Rice',
  'Seafood',
  'Soup',
  'Vegetable/Fruit',
];

const ROUND = 'food11-round-2026-11-21T02:00:00Z';
const ref = (key: string) => ({ key, sha256: 'ab'.repeat(32), rows: 1 });

export function proportion(successes: number, n: number): Proportion {
  if (n === 0) return { n, successes, value: null, lower: null, upper: null };
  const { lower, upper } = wilsonInterval(successes, n, 0.95);
  return { n, successes, value: successes / n, lower, upper };
}

const combined = (value: number | null, half: number, more: Partial<CombinedEstimate> = {}): CombinedEstimate => ({
  value,
  lower: value === null ? 0 : value - half,
  upper: value === null ? 1 : value + half,
  n: value === null ? 0 : 260,
  effectiveN: value === null ? null : 182.4,
  population: 12_400,
  cells: value === null ? 0 : 9,
  borrowed: 0.021,
  unknown: value === null ? 1 : 0.004,
  blind: true,
  widthRatio: value === null ? null : 0.74,
  ...more,
});

/** Counts that look like a model that is right on most: 80 in 100 of each class, the rest spread over the next ones. */
function confusionOf(classes: number, each: number): Estimate['confusion'] {
  const counts: Estimate['confusion'] = {};
  for (let label = 0; label < classes; label++) {
    const row: Record<string, number> = { [label]: Math.round(each * 0.8) };
    row[(label + 1) % classes] = Math.round(each * 0.15);
    row[(label + 3) % classes] = Math.max(1, Math.round(each * 0.05));
    counts[label] = row;
  }
  counts.none = { 0: 3, 1: 1 };
  return counts;
}

const EMPTY_ESTIMATE: Estimate = {
  loop: 'food11',
  round: ROUND,
  window: { start: '1970-01-01T00:00:00Z', end: '2026-11-21T01:59:00Z' },
  version: 1,
  predecessor: null,
  changes: null,
  estimand:
    'Share of the 12400 new objects (everything until 2026-11-21T01:59:00Z) for which the model agrees with the resolved labels of people; from 0 resolved items of a simple random sample of 100. 100 are unresolved: the bounds show what they could change.',
  confidence: 0.95,
  interval: 'wilson',
  target: 0.85,
  population: 12_400,
  accuracy: proportion(0, 0),
  accuracyThisWindow: proportion(0, 0),
  bounds: { drawn: 100, unresolved: 100, lower: 0, upper: 1 },
  byModelVersion: [
    {
      modelVersion: 'v1',
      population: 12_400,
      accuracy: proportion(0, 0),
      bounds: { drawn: 100, unresolved: 100, lower: 0, upper: 1 },
    },
  ],
  byClass: NAMES.map((_, classId) => ({ classId, recall: proportion(0, 0), precision: proportion(0, 0), f1: null })),
  macro: { recall: null, precision: null, f1: null },
  weighted: { recall: null, precision: null, f1: null },
  byBand: [],
  byTime: [],
  bySlice: [],
  confusion: {},
  sufficient: false,
  noisyBandError: null,
  combined: combined(null, 0),
  combinedNotBlind: null,
  cells: [],
  calibration: null,
  agreement: null,
  currentModel: null,
  differences: [],
  drift: [],
  alarms: [],
  inputs: {
    census: ref(`rounds/${ROUND}/census.json`),
    draw: ref(`rounds/${ROUND}/draw.parquet`),
    labels: ref(`rounds/${ROUND}/labels/v0001.parquet`),
  },
};

const classesNamed = (names: readonly string[]): RoundReport['classes'] => names.map((name, id) => ({ id, name }));

function classEstimates(classes: number): Estimate['byClass'] {
  return Array.from({ length: classes }, (_, classId) => {
    const n = Math.max(0, 40 - classId);
    const hits = Math.round(n * (0.6 + 0.03 * (classId % 11)));
    return { classId, recall: proportion(hits, n), precision: proportion(hits, n + 3), f1: n === 0 ? 0 : 0.82 };
  });
}

function history(rounds: number): AccuracyPoint[] {
  return Array.from({ length: rounds }, (_, index) => {
    const day = (offset: number): string =>
      new Date(Date.UTC(2026, 10, 21 - rounds + index + offset, 1, 59)).toISOString();
    const n = index % 9 === 4 ? 25 : 100;
    return {
      round: `food11-round-${day(1).slice(0, 10)}T02:00:00Z`,
      window: { start: day(0), end: day(1) },
      version: 1 + (index % 3 === 0 ? 1 : 0),
      modelVersion: index < rounds / 3 ? 'v1' : index < rounds / 1.5 ? 'v2-efficientnet' : 'v3',
      modelVersions: index % 7 === 3 ? 2 : 1,
      accuracy: proportion(Math.round(n * (0.76 + 0.08 * (index / rounds) + 0.03 * Math.sin(index))), n),
      sufficient: n === 100,
      target: index < rounds / 2 ? 0.8 : 0.85,
    };
  });
}

const mistake = (index: number): Mistake => ({
  itemId: `${String(index).padStart(4, '0')}abcdef`.repeat(4),
  predicted: index % 11,
  labelled: index % 7 === 3 ? 'none' : (index + 4) % 11,
  confidence: index === 23 ? null : 0.99 - index * 0.01,
  modelVersion: 'v3',
  task:
    index % 9 === 8
      ? null
      : { project: 7, task: 1200 + index, link: `https://labels.example/projects/7/data?task=${1200 + index}` },
});

/** A round with everything on it. */
export function fullReport(): RoundReport {
  const estimate: Estimate = {
    ...EMPTY_ESTIMATE,
    window: { start: '2026-11-20T01:59:00Z', end: '2026-11-21T01:59:00Z' },
    version: 2,
    predecessor: ref(`rounds/${ROUND}/estimates/v0001.json`),
    changes: {
      items: [
        { itemId: 'c0ffee'.repeat(6), from: 'missing', to: 'Soup' },
        { itemId: 'decade'.repeat(6), from: 'Rice', to: 'None of these' },
      ],
      count: 2,
      accuracy: { from: 0.798, to: 0.793 },
      n: { from: 149, to: 150 },
    },
    estimand:
      'Share of the 12400 new objects (2026-11-20T01:59:00Z to 2026-11-21T01:59:00Z) for which the model agrees with the resolved labels of people; from 150 resolved items of a simple random sample of 156. 6 are unresolved: the bounds show what they could change.',
    accuracy: proportion(119, 150),
    accuracyThisWindow: { ...proportion(119, 150), lower: 0.7224, upper: 0.8489 },
    bounds: { drawn: 156, unresolved: 6, lower: 119 / 156, upper: 125 / 156 },
    byModelVersion: [
      ['v3', 9400, 96, 113],
      ['v2-efficientnet', 2600, 21, 31],
      [null, 400, 2, 6],
    ].map(([modelVersion, population, right, n]) => ({
      modelVersion: modelVersion as string | null,
      population: population as number,
      accuracy: proportion(right as number, n as number),
      bounds: { drawn: (n as number) + 2, unresolved: 2, lower: 0.75, upper: 0.86 },
    })),
    byClass: classEstimates(NAMES.length),
    macro: { recall: 0.744, precision: 0.701, f1: 0.72 },
    weighted: { recall: 0.76, precision: 0.73, f1: 0.741 },
    byBand: [0, 0.5, 0.6, 0.7, 0.8, 0.9].map((from, index) => ({
      from,
      to: [0.5, 0.6, 0.7, 0.8, 0.9, 1][index] ?? 1,
      population: 900 * (index + 1),
      accuracy: proportion(4 + 5 * index, 10 + 5 * index),
    })),
    byTime: [0, 6, 12, 18].map((hour) => ({
      start: `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`,
      end: `2026-11-20T${String(hour + 5).padStart(2, '0')}:59:00Z`,
      population: 3100,
      accuracy: proportion(28 + hour / 6, 37),
    })),
    bySlice: [
      { slice: 'country', value: 'de', population: 8000, accuracy: proportion(70, 88) },
      { slice: 'country', value: '日本 (Japan)', population: 4000, accuracy: proportion(40, 52) },
      { slice: 'country', value: null, population: 400, accuracy: proportion(0, 0) },
      { slice: 'camera', value: 'phone', population: null, accuracy: proportion(119, 150) },
    ],
    confusion: confusionOf(NAMES.length, 14),
    sufficient: true,
    noisyBandError: proportion(2, 41),
    combined: combined(0.801, 0.048),
    combinedNotBlind: combined(0.836, 0.039, { blind: false, n: 410, effectiveN: 301, widthRatio: 0.6 }),
    calibration: {
      n: 148,
      meanConfidence: 0.884,
      gap: { value: 0.091, lower: 0.031, upper: 0.154 },
      brier: 0.1432,
      auroc: { value: 0.842, lower: 0.77, upper: 0.899 },
      ece: { value: 0.098, ifPerfect: 0.054 },
      bins: [0.3, 0.5, 0.6, 0.7, 0.8, 0.9].map((from, index) => ({
        from,
        to: [0.5, 0.6, 0.7, 0.8, 0.9, 1][index] ?? 1,
        meanConfidence: [0.41, 0.55, 0.66, 0.76, 0.86, 0.97][index] ?? 1,
        accuracy: proportion(2 + 6 * index, 8 + 7 * index),
      })),
    },
    agreement: {
      items: 61,
      annotators: 3,
      pairs: 64,
      raw: { value: 0.906, lower: 0.81, upper: 0.956 },
      alpha: { value: 0.894, lower: 0.802, upper: 0.963 },
      byAnnotator: [
        { annotator: 1, agreement: proportion(36, 38) },
        { annotator: 2, agreement: proportion(31, 33) },
        { annotator: 14, agreement: proportion(25, 34) },
      ],
    },
    currentModel: {
      modelVersion: 'v3',
      rounds: ['a', 'b', 'c'].map((id) => `food11-round-${id}`),
      start: '2026-11-14T01:59:00Z',
      end: '2026-11-21T01:59:00Z',
      evaluation: combined(0.824, 0.041, { n: 326, widthRatio: 1 }),
      combined: combined(0.829, 0.029, { n: 611, widthRatio: 0.71 }),
    },
    differences: [
      {
        modelVersion: 'v3',
        against: 'v2-efficientnet',
        value: 0.043,
        lower: -0.018,
        upper: 0.107,
        n: 326,
        nAgainst: 240,
        confoundedWithTraffic: false,
      },
      {
        modelVersion: 'v3',
        against: 'v1',
        value: 0.091,
        lower: 0.022,
        upper: 0.158,
        n: 326,
        nAgainst: 500,
        confoundedWithTraffic: true,
      },
    ],
    drift: [
      {
        of: 'predicted class',
        reference: 'food11-round-b',
        psi: 0.0021,
        critical: 0.0038,
        bins: 11,
        n: 12_400,
        nReference: 11_900,
      },
      {
        of: 'confidence',
        reference: 'food11-round-b',
        psi: 0.0119,
        critical: 0.0036,
        bins: 10,
        n: 12_400,
        nReference: 11_900,
      },
      {
        of: 'model version',
        reference: 'food11-round-b',
        psi: 0.0002,
        critical: 0.0014,
        bins: 3,
        n: 12_400,
        nReference: 11_900,
      },
    ],
    alarms: [
      {
        kind: 'below-target',
        raised: false,
        says: 'The upper bound is 85.0 % in this round and 88.1 % in the one before; the target is 85 %.',
        falseAlarms: 'under 10 % a year at one round a week where the model is exactly at the target.',
      },
      {
        kind: 'calibration',
        raised: true,
        says: 'Mean confidence is 9.1 points above accuracy (3.1 to 15.4, n = 148).',
        falseAlarms: '5 in 100 rounds of a perfectly calibrated model.',
      },
    ],
  };
  const shown = Array.from({ length: 24 }, (_, index) => mistake(index));
  return {
    classes: classesNamed(NAMES),
    irregularities: ["training task 12 (item c0ffee): user 3 answered '<b>Toast</b>', which is no class of the loop"],
    estimate,
    funnel: {
      census: { window: 12_310, late: 72, reread: 18, unusable: { 'no prediction': 41, 'not an image': 3 } },
      draws: [
        { name: 'evaluation', purpose: 'evaluation', matched: 12_382, taken: 156 },
        { name: 'flagged', purpose: 'training', matched: 64, taken: 64 },
        { name: 'low-confidence', purpose: 'training', matched: 1904, taken: 200 },
      ],
      drawn: { evaluation: 156, training: 264 },
      labels: { labelled: 377, skipped: 9, disputed: 5, superseded: 2, missing: 27 },
      filing: { filed: 358, kept: 0, superseded: 2, gone: 1, conflict: 1 },
    },
    history: history(14),
    mistakes: { count: 31, shown },
  };
}

/** A first round whose deadline passed with nobody answering. */
export function emptyReport(): RoundReport {
  return {
    classes: classesNamed(NAMES),
    irregularities: [],
    estimate: EMPTY_ESTIMATE,
    funnel: {
      census: { window: 12_400, late: 0, reread: 0, unusable: {} },
      draws: [{ name: 'evaluation', purpose: 'evaluation', matched: 12_400, taken: 100 }],
      drawn: { evaluation: 100, training: 0 },
      labels: { labelled: 0, skipped: 0, disputed: 0, superseded: 0, missing: 100 },
      filing: { filed: 0, kept: 0, superseded: 0, gone: 0, conflict: 0 },
    },
    history: [pointOf(EMPTY_ESTIMATE)],
    mistakes: { count: 0, shown: [] },
  };
}

const pointOf = ({ round, window, version, accuracy, sufficient, target }: Estimate): AccuracyPoint => ({
  round,
  window,
  version,
  modelVersion: 'v1',
  modelVersions: 1,
  accuracy,
  sufficient,
  target,
});

/** Forty classes, some without an answer, names that are long, in other scripts, or meant to break out. */
export function manyClasses(): RoundReport {
  const full = fullReport();
  const names = Array.from({ length: 40 }, (_, id) => {
    if (id === 0) return HOSTILE;
    if (id === 1) return `${'A very long class name that nobody would read to its end '.repeat(4)}`;
    if (id === 2) return 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'.repeat(3);
    if (id === 3) return 'مأكولات بحرية';
    if (id === 4) return '麺類とパスタ 🍝';
    return `class number ${id}`;
  });
  return {
    ...full,
    classes: classesNamed(names),
    estimate: { ...full.estimate, byClass: classEstimates(40), confusion: confusionOf(40, 10) },
    history: history(60),
  };
}

/** A large round in which nothing was lost on the way: every bar is as long as the first. */
export function nothingLost(): RoundReport {
  const full = fullReport();
  const all = 1_240_000;
  return {
    ...full,
    funnel: {
      census: { window: all, late: 0, reread: 0, unusable: {} },
      draws: [{ name: 'evaluation', purpose: 'evaluation', matched: all, taken: all }],
      drawn: { evaluation: all, training: 0 },
      labels: { labelled: all, skipped: 0, disputed: 0, superseded: 0, missing: 0 },
      filing: { filed: all, kept: 0, superseded: 0, gone: 0, conflict: 0 },
    },
  };
}

/** A matrix of the most classes that are still drawn. */
export function twentyFiveClasses(): RoundReport {
  const many = manyClasses();
  return { ...many, estimate: { ...many.estimate, byClass: classEstimates(25), confusion: confusionOf(25, 10) } };
}

/** Some answers, too few to act on; no target, no confidence, one model. */
export function scarceReport(): RoundReport {
  const empty = emptyReport();
  const accuracy = proportion(7, 9);
  const estimate: Estimate = {
    ...empty.estimate,
    target: null,
    accuracy,
    accuracyThisWindow: accuracy,
    bounds: { drawn: 100, unresolved: 91, lower: 0.07, upper: 0.98 },
    byClass: classEstimates(2),
    confusion: { 0: { 0: 7 }, 1: { 0: 2 } },
    combined: combined(0.78, 0.2, { n: 9, effectiveN: 9, widthRatio: 1 }),
  };
  return { ...empty, estimate, history: [pointOf(estimate)], mistakes: { count: 2, shown: [mistake(0), mistake(1)] } };
}

export function fullLoop(): LoopReport {
  const { classes, estimate } = fullReport();
  const proposal = {
    digest: '5e'.repeat(32),
    manifest: ref('datasets/5e/manifest.jsonl'),
    estimate: ref('rounds/a/estimates/v0001.json'),
    classes: ref('classes/v0001.json'),
    round: 'food11-round-2026-11-10T02:00:00Z',
    headline: { value: 0.76, lower: 0.67, upper: 0.83, n: 100, sufficient: true },
    items: 1204,
    newLabels: 311,
    because: '311 new labels',
    expiresAt: null,
  };
  const decision = { digest: proposal.digest, by: 'ada', at: '2026-11-11T09:30:00Z', comment: null };
  return {
    loop: 'food11',
    writtenBy: { round: estimate.round, version: 2 },
    classes,
    estimate,
    history: history(60),
    totals: {
      evaluation: { labelled: 5610, skipped: 12, disputed: 40, superseded: 9, missing: 220 },
      training: { labelled: 10_333, skipped: 40, disputed: 81, superseded: 31, missing: 901 },
    },
    retrainings: [
      {
        number: 1,
        loop: 'food11',
        proposal,
        decision: { ...decision, verdict: 'approve' },
        trigger: 'webhook',
        result: { modelVersion: 'v2-efficientnet', metrics: { accuracy: 0.8123456, loss: null }, model: null },
        failure: null,
      },
      {
        number: 2,
        loop: 'food11',
        proposal: { ...proposal, digest: '77'.repeat(32) },
        decision: { ...decision, verdict: 'reject', by: HOSTILE },
        trigger: 'webhook',
        result: null,
        failure: null,
      },
      {
        number: 3,
        loop: 'food11',
        proposal: { ...proposal, digest: '3d'.repeat(32) },
        decision: { ...decision, verdict: 'approve' },
        trigger: 'webhook',
        result: null,
        failure: 'the trainer answered 500',
      },
    ],
  };
}

export function emptyLoop(): LoopReport {
  const { classes, estimate, history: points } = emptyReport();
  const none = { labelled: 0, skipped: 0, disputed: 0, superseded: 0, missing: 0 };
  return {
    loop: 'food11',
    writtenBy: { round: estimate.round, version: 1 },
    classes,
    estimate,
    history: points,
    totals: { evaluation: { ...none, missing: 100 }, training: none },
    retrainings: [],
  };
}
