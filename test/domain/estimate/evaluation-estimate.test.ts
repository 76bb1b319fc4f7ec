import fc from 'fast-check';
import { type EvaluationInput, evaluationEstimate } from '../../../src/domain/estimate/evaluation-estimate';
import { registry, window } from '../drawing/census-rows';
import { type Judged, judged, populationOf } from './judged';

const estimate = (all: Judged[], given: Partial<EvaluationInput> = {}) =>
  evaluationEstimate({
    window,
    items: judged(all),
    population: populationOf({ v1: 1000 }),
    registry,
    evaluation: { confidence: 0.95, target: null, interval: 'wilson' },
    atLeast: 1,
    noisyAbove: null,
    ...given,
  });
const times = (n: number, judged: Judged): Judged[] => new Array<Judged>(n).fill(judged);
const right: Judged = { predicted: 0, said: 0 };
const wrong: Judged = { predicted: 0, said: 1 };

describe('evaluationEstimate', () => {
  test('73 of 100 right is 73 % with the Wilson interval that textbooks give', () => {
    const { accuracy, accuracyThisWindow, population, sufficient } = estimate([
      ...times(73, right),
      ...times(27, wrong),
    ]);
    expect(accuracy).toMatchObject({ n: 100, successes: 73, value: 0.73 });
    expect(accuracy.lower).toBeCloseTo(0.6357, 4);
    expect(accuracy.upper).toBeCloseTo(0.8073, 4);
    expect(population).toBe(1000);
    expect(sufficient).toBe(true);
    expect((accuracyThisWindow.upper ?? 0) - (accuracyThisWindow.lower ?? 0)).toBeLessThan(
      (accuracy.upper ?? 0) - (accuracy.lower ?? 0),
    );
  });

  test('none of these means the model was wrong', () => {
    expect(estimate([right, { predicted: 1, said: 'none' }]).accuracy).toMatchObject({ n: 2, successes: 1 });
  });

  test.each(['skipped', 'disputed', 'missing', 'superseded'] as const)(
    'an item that is %s is no answer, but widens the bounds',
    (said) => {
      const { accuracy, bounds } = estimate([right, right, wrong, { predicted: 0, said }]);
      expect(accuracy).toMatchObject({ n: 3, successes: 2 });
      expect(bounds).toEqual({ drawn: 4, unresolved: 1, lower: 0.5, upper: 0.75 });
    },
  );

  test('says in words what is estimated, from what, and what changed under way', () => {
    expect(
      estimate([right, wrong, { predicted: 0, said: 'superseded' }, { predicted: 0, said: 'missing' }]).estimand,
    ).toBe(
      'Share of the 1000 new objects (2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z) for which the model agrees with the ' +
        'resolved labels of people; from 2 resolved items of a simple random sample of 4. 2 are unresolved, 1 of them ' +
        'because the object changed after it was drawn: the bounds show what they could change.',
    );
  });

  test('without answers there is no number, and no error', () => {
    const { accuracy, accuracyThisWindow, bounds, sufficient, byClass } = estimate(
      [{ predicted: 0, said: 'missing' }],
      { atLeast: 0 },
    );
    expect([accuracy.value, accuracyThisWindow.value, byClass[0]?.f1]).toEqual([null, null, null]);
    expect(bounds).toEqual({ drawn: 1, unresolved: 1, lower: 0, upper: 1 });
    expect(sufficient).toBe(false);
    expect(estimate([], { population: populationOf({}) }).bounds).toEqual({
      drawn: 0,
      unresolved: 0,
      lower: null,
      upper: null,
    });
  });

  test('fewer answers than asked for are not sufficient', () => {
    expect(estimate(times(79, right), { atLeast: 80 }).sufficient).toBe(false);
    expect(estimate(times(80, right), { atLeast: 80 }).sufficient).toBe(true);
  });

  test('a window that was looked at whole has no uncertainty of its own, the model still has', () => {
    const { accuracy, accuracyThisWindow } = estimate([...times(9, right), wrong], {
      population: populationOf({ v1: 10 }),
    });
    expect(accuracyThisWindow).toMatchObject({ lower: 0.9, upper: 0.9 });
    expect(accuracy.lower).toBeLessThan(0.6);
  });

  test('each model version has its own estimate and population, the largest first', () => {
    const all = [...times(6, right), ...times(4, { ...wrong, modelVersion: 'v2' }), { ...right, modelVersion: null }];
    const versions = estimate(all, {
      population: populationOf({ v1: 300, v2: 700, v0: 20, '': 10 }),
    }).byModelVersion;
    expect(versions.map((v) => [v.modelVersion, v.population, v.accuracy.successes, v.accuracy.n])).toEqual([
      ['v2', 700, 0, 4],
      ['v1', 300, 6, 6],
      ['v0', 20, 0, 0],
      [null, 10, 1, 1],
    ]);
    expect(versions[2]?.accuracy.value).toBeNull();
  });

  test('recall, precision and F1 go by class, and the confusion matrix says where the wrong ones went', () => {
    const all = [
      ...times(8, { predicted: 0, said: 0 }),
      ...times(2, { predicted: 1, said: 0 }),
      ...times(5, { predicted: 1, said: 1 }),
      { predicted: 0, said: 'none' } as const,
      { predicted: 0, said: 'missing' } as const,
    ];
    const { byClass, confusion } = estimate(all);
    expect(byClass.map((c) => [c.recall.successes, c.recall.n, c.precision.successes, c.precision.n, c.f1])).toEqual([
      [8, 10, 8, 9, 16 / 19],
      [5, 5, 5, 7, 10 / 12],
      [0, 0, 0, 0, null],
    ]);
    expect(confusion).toEqual({ '0': { '0': 8, '1': 2 }, '1': { '1': 5 }, none: { '0': 1 } });
  });

  test('a retired class that the model still predicts is not forgotten', () => {
    const retired = { ...registry, classes: registry.classes.map((c) => ({ ...c, retired: c.id === 0 })) };
    expect(estimate([wrong], { registry: retired }).byClass.map((c) => c.classId)).toEqual([0, 1, 2]);
    expect(estimate([], { registry: retired }).byClass.map((c) => c.classId)).toEqual([1, 2]);
  });

  test('the error of what is filed without a look comes from evaluation items as sure as that', () => {
    const all = [
      ...times(18, { ...right, confidence: 0.97 }),
      { ...wrong, confidence: 0.95 },
      { ...wrong, confidence: 0.94 },
      { ...wrong, confidence: null },
    ];
    expect(estimate(all, { noisyAbove: 0.95 }).noisyBandError).toMatchObject({ n: 19, successes: 1 });
    expect(estimate(all).noisyBandError).toBeNull();
  });

  test('training items never enter', () => {
    expect(estimate([{ ...right, purpose: 'training' }], { atLeast: 0 })).toMatchObject({
      bounds: { drawn: 0 },
      byModelVersion: [{ accuracy: { n: 0 } }],
    });
  });

  test('what was added so that a version has enough counts for that version alone', () => {
    const added: Judged = { ...wrong, modelVersion: 'canary', topUp: true };
    const all = estimate([...times(9, right), { ...right, modelVersion: 'canary' }, ...times(4, added)], {
      population: populationOf({ v1: 900, canary: 100 }),
    });
    expect(all.accuracy).toMatchObject({ n: 10, successes: 10 });
    expect(all.bounds.drawn).toBe(10);
    expect(all.byModelVersion.map(({ accuracy }) => [accuracy.successes, accuracy.n])).toEqual([
      [9, 9],
      [1, 5],
    ]);
  });

  test('averages over classes: macro counts them alike, weighted by their items, and who has no measure is left out', () => {
    const all = [
      ...times(8, { predicted: 0, said: 0 }),
      ...times(2, { predicted: 1, said: 0 }),
      ...times(5, { predicted: 1, said: 1 }),
    ];
    const { macro, weighted } = estimate(all);
    expect(macro.recall).toBeCloseTo((0.8 + 1) / 2, 12);
    expect(weighted.recall).toBeCloseTo((0.8 * 10 + 1 * 5) / 15, 12);
    expect(macro.precision).toBeCloseTo((1 + 5 / 7) / 2, 12);
    expect(weighted.f1).toBeCloseTo(((16 / 18) * 10 + (10 / 12) * 5) / 15, 12);
    expect(estimate([]).macro).toEqual({ recall: null, precision: null, f1: null });
  });

  test('confidence bands have their own accuracy and their part of the population', () => {
    const bins = new Array<number>(20).fill(0);
    bins[9] = 7; // 0.45 to 0.5
    bins[19] = 30; // 0.95 to 1
    const all = [
      { ...right, confidence: 1 },
      { ...wrong, confidence: 0.95 },
      { ...wrong, confidence: 0.4 },
      { ...right, confidence: null },
    ];
    const { byBand } = estimate(all, {
      population: populationOf({ v1: 37 }, { confidence: { v1: { bins, unknown: 0 } } }),
    });
    expect(
      byBand.map(({ from, to, population, accuracy }) => [from, to, population, accuracy.successes, accuracy.n]),
    ).toEqual([
      [0, 0.5, 7, 0, 1],
      [0.95, 1, 30, 1, 2],
    ]);
  });

  test('parts of the window have their own accuracy; what was captured before it belongs to the first', () => {
    const times = { from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z', counts: [40, 0, 60] };
    const all = [
      { ...right, capturedAt: '2026-11-19T00:00:00Z' },
      { ...wrong, capturedAt: '2026-11-20T07:59:59Z' },
      { ...right, capturedAt: '2026-11-20T16:00:00Z' },
      { ...right, capturedAt: '2026-11-21T00:00:00Z' },
    ];
    const { byTime } = estimate(all, { population: populationOf({ v1: 100 }, { times }) });
    expect(
      byTime.map(({ start, population, accuracy }) => [start, population, accuracy.successes, accuracy.n]),
    ).toEqual([
      ['2026-11-20T00:00:00Z', 40, 1, 2],
      ['2026-11-20T08:00:00Z', 0, 0, 0],
      ['2026-11-20T16:00:00Z', 60, 2, 2],
    ]);
  });

  test('slices have their own accuracy: the commonest first, what is rare under other, and what lacks the tag', () => {
    const slices = { camera: { north: 20, south: 70, '': 5, other: 5 } };
    const all = [
      { ...right, slices: { camera: 'south' } },
      { ...wrong, slices: { camera: 'south' } },
      { ...right, slices: { camera: 'roof' } },
      { ...wrong, slices: { camera: '' } },
    ];
    const { bySlice } = estimate(all, { population: populationOf({ v1: 100 }, { slices }) });
    expect(
      bySlice.map(({ value, population, accuracy }) => [value, population, accuracy.successes, accuracy.n]),
    ).toEqual([
      ['south', 70, 1, 2],
      ['north', 20, 0, 0],
      [null, 5, 0, 1],
      ['other', 5, 1, 1],
    ]);
  });

  test('whatever people say, the numbers are in order and add up', () => {
    const item = fc.record({
      predicted: fc.nat(2),
      said: fc.constantFrom<Judged['said']>(0, 1, 2, 'none', 'skipped', 'disputed', 'missing', 'superseded'),
      modelVersion: fc.constantFrom('v1', 'v2', null),
    });
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 60 }),
        fc.constantFrom('wilson' as const, 'clopper-pearson' as const),
        (all, interval) => {
          const e = estimate(all, { evaluation: { confidence: 0.95, target: null, interval } });
          for (const p of [e.accuracy, e.accuracyThisWindow, ...e.byClass.flatMap((c) => [c.recall, c.precision])]) {
            if (p.value === null) continue;
            const ordered = [0, p.lower, p.value, p.upper, 1] as number[];
            expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
          }
          const cells = Object.values(e.confusion).flatMap((row) => Object.values(row));
          expect(cells.reduce((sum, n) => sum + n, 0)).toBe(e.accuracy.n);
          expect(e.byModelVersion.reduce((sum, v) => sum + v.accuracy.n, 0)).toBe(e.accuracy.n);
          expect(e.bounds.unresolved + e.accuracy.n).toBe(all.length);
          if (e.accuracy.value !== null) {
            expect(e.bounds.lower).toBeLessThanOrEqual(e.accuracy.value);
            expect(e.bounds.upper).toBeGreaterThanOrEqual(e.accuracy.value);
          }
        },
      ),
    );
  });
});
