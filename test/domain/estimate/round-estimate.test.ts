import type { Cell } from '../../../src/contracts/combined-estimate';
import { type RoundEstimateInput, roundEstimate } from '../../../src/domain/estimate/round-estimate';
import { registry, window } from '../drawing/census-rows';
import { cellOf, type Judged, judged, populationOf } from './judged';

const sure = cellOf({ band: { from: 0.7, to: 1 }, objects: 700 });
const unsure = cellOf({ band: { from: 0, to: 0.7 }, objects: 300, reachedBy: ['low-confidence'] });

const estimate = (all: Judged[], given: Partial<RoundEstimateInput> = {}, cells: Cell[] = [sure, unsure]) =>
  roundEstimate({
    round: 'food-round-1',
    window,
    items: judged(all),
    population: populationOf({ v1: 1000 }, { cells }),
    registry,
    evaluation: { confidence: 0.95, target: null, interval: 'wilson' },
    atLeast: 1,
    noisyAbove: null,
    annotators: 1,
    earlier: [],
    ...given,
  });

const times = (n: number, item: Judged): Judged[] => new Array<Judged>(n).fill(item);
const inSure: Judged = { predicted: 0, said: 0, confidence: 0.9, cell: 0, sampled: true };
const inUnsure: Judged = { predicted: 0, said: 0, confidence: 0.4, cell: 1, sampled: true };
const wrong = { said: 1 } as const;

/** 100 of the evaluation draw: 70 sure ones, all but 7 right; 30 unsure ones, half right. */
const evaluation = [
  ...times(63, inSure),
  ...times(7, { ...inSure, ...wrong }),
  ...times(15, inUnsure),
  ...times(15, { ...inUnsure, ...wrong }),
];
/** 100 more of the unsure ones, 40 right. */
const lowConfidence = (blind: boolean): Judged[] => {
  const one: Judged = { ...inUnsure, purpose: 'training', blind };
  return [...times(40, one), ...times(60, { ...one, ...wrong })];
};

test('labels of draws that seek out mistakes narrow the estimate and do not pull it down', () => {
  const { accuracy, combined, combinedNotBlind } = estimate([...evaluation, ...lowConfidence(true)]);
  expect(accuracy.value).toBeCloseTo(0.78, 12);
  // 0.7 · 63/70 + 0.3 · 55/130; pooled, as notebooks do, it would be 118/200.
  expect(combined.value).toBeCloseTo(0.63 + 0.3 * (55 / 130), 12);
  expect(combined).toMatchObject({ n: 200, population: 1000, blind: true, unknown: 0 });
  expect(combined.widthRatio).toBeLessThan(0.85);
  expect(combinedNotBlind).toBeNull();
});

test('labels of people who saw the prediction stay out, and enter only what says so', () => {
  const { combined, combinedNotBlind } = estimate([...evaluation, ...lowConfidence(false)]);
  expect(combined).toMatchObject({ n: 100, blind: true });
  expect(combinedNotBlind).toMatchObject({ n: 200, blind: false });
  expect(combinedNotBlind?.value).toBeCloseTo(0.63 + 0.3 * (55 / 130), 12);
});

test('the current model pools the rounds that saw it, each by its objects, and is compared with the one before', () => {
  const before = estimate(
    evaluation.map((item) => ({ ...item, modelVersion: 'v0' })),
    {},
    [sure, unsure].map((cell) => ({ ...cell, modelVersion: 'v0' })),
  );
  const first = estimate(evaluation);
  const earlier = [before, { ...first, round: 'food-round-2' }];
  const { currentModel, differences } = estimate(evaluation, { round: 'food-round-3', earlier });
  expect(currentModel).toMatchObject({
    modelVersion: 'v1',
    rounds: ['food-round-2', 'food-round-3'],
    evaluation: { n: 200, population: 2000 },
  });
  const alone = first.currentModel?.combined;
  const width = (of: { lower: number | null; upper: number | null } | undefined) => (of?.upper ?? 0) - (of?.lower ?? 0);
  expect(width(currentModel?.combined)).toBeLessThan(width(alone) * 0.8);
  expect(differences).toMatchObject([
    { modelVersion: 'v1', against: 'v0', value: 0, n: 200, nAgainst: 100, confoundedWithTraffic: true },
  ]);
});

test('two versions in the same windows are compared without a doubt about traffic', () => {
  const canary = [sure, unsure].map((cell) => ({ ...cell, modelVersion: 'canary', objects: cell.objects / 10 }));
  const all = [
    ...evaluation,
    ...evaluation.map((item) => ({ ...item, modelVersion: 'canary', cell: (item.cell ?? 0) + 2 })),
  ];
  const { differences, currentModel } = estimate(all, {}, [sure, unsure, ...canary]);
  expect(currentModel?.modelVersion).toBe('v1');
  expect(differences).toMatchObject([{ against: 'canary', confoundedWithTraffic: false }]);
});

test('confidence is compared with being right on the random sample alone', () => {
  const { calibration } = estimate([...evaluation, ...lowConfidence(true), { ...inSure, topUp: true }]);
  expect(calibration).toMatchObject({ n: 100 });
  expect(calibration?.gap.value).toBeCloseTo(0.7 * 0.9 + 0.3 * 0.4 - 0.78, 12);
});

test('agreement is of people who answered blind', () => {
  const votes = [1, 2].map((annotator) => ({ annotator, vote: annotator, at: '2026-11-21T00:00:00Z' }));
  const two = times(10, { ...inSure, votes });
  const seen = times(10, { ...inSure, purpose: 'training', blind: false, votes });
  expect(estimate([...two, ...seen], { annotators: 2 }).agreement).toMatchObject({
    items: 10,
    annotators: 2,
    raw: { value: 0 },
  });
  expect(estimate(evaluation).agreement).toBeNull();
});

test('a first round without a single answer has an estimate of nothing, and no error', () => {
  const nothing = estimate(times(5, { predicted: 0, said: 'missing', cell: 0, sampled: true }));
  expect(nothing.accuracy.value).toBeNull();
  expect(nothing.combined).toMatchObject({ value: null, n: 0, population: 1000 });
  expect([nothing.calibration, nothing.agreement, nothing.differences]).toEqual([null, null, []]);
  expect(nothing.currentModel).toMatchObject({ modelVersion: 'v1', combined: { value: null } });
  const empty = estimate([], { population: populationOf({}) }, []);
  expect([empty.currentModel, empty.byBand, empty.byTime]).toEqual([null, [], []]);
});
