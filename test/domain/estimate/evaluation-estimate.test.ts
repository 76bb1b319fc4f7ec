import fc from 'fast-check';
import type { DrawRow, LabelRow, LabelStatus } from '../../../src/contracts/rows';
import { createDrawing } from '../../../src/domain/drawing/drawing';
import { type EvaluationInput, evaluationEstimate } from '../../../src/domain/estimate/evaluation-estimate';
import { censusRow, drawConfig, registry, window } from '../drawing/census-rows';

interface Judged {
  predicted: number;
  /** A class, 'none', or the status of an item without label. */
  said: number | 'none' | Exclude<LabelStatus, 'labelled'>;
  confidence?: number | null;
  modelVersion?: string | null;
}

function estimate(judged: Judged[], given: Partial<EvaluationInput> = {}) {
  const draw = judged.map(
    ({ predicted, confidence = 0.5, modelVersion = 'v1' }, i): DrawRow => ({
      ...censusRow({ key: `photo-${i}.jpg`, predictedClass: predicted, confidence, modelVersion }),
      itemId: `item-${i}`,
      bucket: 'production',
      draw: 'evaluation',
      strategy: 'random',
      purpose: 'evaluation',
      probability: 0.1,
      position: i,
      contentSha256: null,
      group: null,
    }),
  );
  const labels = judged.map(({ said }, i): LabelRow => {
    const labelled = typeof said === 'number' || said === 'none';
    return {
      itemId: `item-${i}`,
      purpose: 'evaluation',
      draw: 'evaluation',
      status: labelled ? 'labelled' : said,
      classId: typeof said === 'number' ? said : null,
      noneOfThese: said === 'none',
      cannotTell: false,
      votes: [],
      blind: true,
    };
  });
  return evaluationEstimate({
    window,
    draw,
    labels,
    population: [{ modelVersion: 'v1', objects: 1000 }],
    registry,
    evaluation: { confidence: 0.95, target: null, interval: 'wilson' },
    atLeast: 1,
    noisyAbove: null,
    ...given,
  });
}
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
    expect(estimate([], { population: [] }).bounds).toEqual({ drawn: 0, unresolved: 0, lower: null, upper: null });
  });

  test('fewer answers than asked for are not sufficient', () => {
    expect(estimate(times(79, right), { atLeast: 80 }).sufficient).toBe(false);
    expect(estimate(times(80, right), { atLeast: 80 }).sufficient).toBe(true);
  });

  test('a window that was looked at whole has no uncertainty of its own, the model still has', () => {
    const { accuracy, accuracyThisWindow } = estimate([...times(9, right), wrong], {
      population: [{ modelVersion: 'v1', objects: 10 }],
    });
    expect(accuracyThisWindow).toMatchObject({ lower: 0.9, upper: 0.9 });
    expect(accuracy.lower).toBeLessThan(0.6);
  });

  test('each model version has its own estimate and population, the largest first', () => {
    const judged = [
      ...times(6, right),
      ...times(4, { ...wrong, modelVersion: 'v2' }),
      { ...right, modelVersion: null },
    ];
    const versions = estimate(judged, {
      population: [
        { modelVersion: 'v1', objects: 300 },
        { modelVersion: 'v2', objects: 700 },
        { modelVersion: 'v0', objects: 20 },
        { modelVersion: null, objects: 10 },
      ],
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
    const judged = [
      ...times(8, { predicted: 0, said: 0 }),
      ...times(2, { predicted: 1, said: 0 }),
      ...times(5, { predicted: 1, said: 1 }),
      { predicted: 0, said: 'none' } as const,
      { predicted: 0, said: 'missing' } as const,
    ];
    const { byClass, confusion } = estimate(judged);
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
    const judged = [
      ...times(18, { ...right, confidence: 0.97 }),
      { ...wrong, confidence: 0.95 },
      { ...wrong, confidence: 0.94 },
      { ...wrong, confidence: null },
    ];
    expect(estimate(judged, { noisyAbove: 0.95 }).noisyBandError).toMatchObject({ n: 19, successes: 1 });
    expect(estimate(judged).noisyBandError).toBeNull();
  });

  test('training items never enter', () => {
    const training = { ...estimateRow(), purpose: 'training' as const };
    expect(
      evaluationEstimate({
        window,
        draw: [training],
        labels: [],
        population: [],
        registry,
        evaluation: { confidence: 0.95, target: null, interval: 'wilson' },
        atLeast: 0,
        noisyAbove: null,
      }).bounds.drawn,
    ).toBe(0);
  });

  test('whatever people say, the numbers are in order and add up', () => {
    const judged = fc.record({
      predicted: fc.nat(2),
      said: fc.constantFrom<Judged['said']>(0, 1, 2, 'none', 'skipped', 'disputed', 'missing', 'superseded'),
      modelVersion: fc.constantFrom('v1', 'v2', null),
    });
    fc.assert(
      fc.property(
        fc.array(judged, { maxLength: 60 }),
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

function estimateRow(): DrawRow {
  const drawing = createDrawing({
    draws: [drawConfig({ name: 'all', strategy: 'all' })],
    seed: 's',
    window,
    registry,
    bucket: 'production',
    groupTag: null,
  });
  drawing.add(censusRow({ key: 'a.jpg' }));
  return drawing.finish().rows[0] as DrawRow;
}
