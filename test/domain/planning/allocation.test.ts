import { bestSplit, type SplitQuestion } from '../../../src/domain/planning/allocation';
import { type AnsweredCell, expectedHalfWidth } from '../../../src/domain/planning/expected-width';
import { halfWidth } from '../../../src/domain/planning/half-width';
import { afterLowest, afterRandom, afterSample, unanswered } from '../../../src/domain/planning/planned-answers';
import { isBelow, type PlanningCell } from '../../../src/domain/planning/planning-cell';
import { splitAdvice } from '../../../src/domain/planning/split-advice';
import { seededRandom, successes } from '../../seeded-random';
import { calibratedCells } from './cells-of-confidence';
import { combinedHalfWidth } from './combined-width';

const ordinary = { flagged: false, corrected: false };
const one: PlanningCell = { share: 1, accuracy: 0.8, band: { from: 0, to: 1 }, ...ordinary };

/** Beta distributed, calibrated confidences: accuracy and AUROC as named. */
const MODELS = [
  { a: 2, b: 1, accuracy: 0.667, auroc: 0.8 },
  { a: 1.2, b: 0.5, accuracy: 0.705, auroc: 0.868 },
  { a: 2, b: 0.4, accuracy: 0.832, auroc: 0.867 },
  { a: 1, b: 0.25, accuracy: 0.79, auroc: 0.911 },
  { a: 0.8, b: 0.1, accuracy: 0.843, auroc: 0.942 },
];

const question = (changes: Partial<SplitQuestion> = {}): SplitQuestion => ({
  labels: 300,
  cells: unanswered(calibratedCells(2, 0.4, 10).cells),
  population: 2000,
  confidence: 0.95,
  below: null,
  atLeast: 30,
  ...changes,
});

describe('the width to expect', () => {
  it('of one cell is that of as many random answers', () => {
    for (const n of [10, 100, 1000]) {
      const answered = afterRandom(unanswered([one]), n);
      const expected = expectedHalfWidth(answered, { population: null, confidence: 0.95 });
      expect(expected).toBeCloseTo(halfWidth(0.8, n, 0.95), 10);
    }
  });

  it('is nothing where everything is answered', () => {
    const cells = unanswered(calibratedCells(2, 0.4, 5).cells);
    expect(expectedHalfWidth(afterRandom(cells, 2000), { population: 2000, confidence: 0.95 })).toBe(0);
    expect(
      expectedHalfWidth(
        afterSample(cells, () => true, 9e9, 2000),
        { population: 2000, confidence: 0.95 },
      ),
    ).toBe(0);
  });

  it('is a number where the model is expected to be always right, or always wrong', () => {
    for (const accuracy of [0, 1]) {
      const cells = afterRandom(unanswered([{ ...one, accuracy }]), 50);
      const expected = expectedHalfWidth(cells, { population: null, confidence: 0.95 });
      expect(expected).toBeCloseTo(halfWidth(accuracy, 50, 0.95), 10);
    }
  });

  it.each(MODELS)(
    'is what simulated rounds have on average, within 4 % ($accuracy accuracy, $auroc AUROC)',
    ({ a, b }) => {
      const random = seededRandom(7);
      const { cells } = calibratedCells(a, b, 6);
      const population = 2000;
      const below = cells[2]?.band?.to ?? 0;
      const planned = afterSample(afterRandom(unanswered(cells), 200), (cell) => isBelow(cell, below), 100, population);
      const runs = 400;
      let sum = 0;
      for (let run = 0; run < runs; run++) sum += simulatedWidth(cells, below, population, random);
      const expected = expectedHalfWidth(planned, { population, confidence: 0.95 });
      expect(Math.abs(sum / runs / expected - 1)).toBeLessThan(0.04);
    },
  );
});

/** A round of 200 random labels and 100 of the rest below `below`: which cells they hit is left to chance, as are answers. */
function simulatedWidth(
  cells: readonly PlanningCell[],
  below: number,
  population: number,
  random: () => number,
): number {
  const objects = cells.map(({ share }) => Math.round(share * population));
  const answers = cells.map(() => 0);
  const draw = (count: number, reaches: (cell: PlanningCell) => boolean) => {
    for (let drawn = 0; drawn < count; drawn++) {
      const left = cells.map((cell, at) => (reaches(cell) ? (objects[at] ?? 0) - (answers[at] ?? 0) : 0));
      let point = random() * left.reduce((sum, some) => sum + some, 0);
      const hit = left.findIndex((some) => {
        point -= some;
        return point < 0;
      });
      answers[hit] = (answers[hit] ?? 0) + 1;
    }
  };
  draw(200, () => true);
  draw(100, (cell) => isBelow(cell, below));
  return combinedHalfWidth(
    cells.map(({ share, accuracy }, at) => ({
      share,
      objects: objects[at] ?? 0,
      answers: answers[at] ?? 0,
      right: successes(random, answers[at] ?? 0, accuracy),
    })),
    0.95,
  );
}

describe('the best split', () => {
  it.each(MODELS)('beats every other split and threshold ($accuracy accuracy, $auroc AUROC)', ({ a, b }) => {
    const asked = question({ cells: unanswered(calibratedCells(a, b, 8).cells), labels: 250 });
    const best = bestSplit(asked);
    const edges = asked.cells.flatMap(({ band }) => (band && band.to < 1 ? [band.to] : []));
    for (const below of edges) {
      for (let random = 30; random < 250; random++) {
        const evaluated = afterRandom(asked.cells, random);
        const answered = afterSample(evaluated, (cell) => isBelow(cell, below), 250 - random, 2000);
        expect(expectedHalfWidth(answered, asked)).toBeGreaterThanOrEqual(best.halfWidth - 1e-12);
      }
    }
    expect(best.random + best.lowConfidence).toBe(250);
    expect(edges).toContain(best.below);
  });

  it.each(MODELS)(
    'is at least 10 % narrower than as many random labels, and 20 % than its own random ones',
    ({ a, b }) => {
      for (const labels of [150, 300, 500]) {
        for (const population of [700, 2000, null]) {
          const split = bestSplit(question({ cells: unanswered(calibratedCells(a, b, 10).cells), labels, population }));
          expect(split.ratioToRandom).toBeLessThan(0.9);
          expect(split.ratioToEvaluation).toBeLessThan(0.8);
        }
      }
    },
  );

  it('puts no label below a threshold where confidence says nothing, and says that it does not pay', () => {
    const flat = unanswered(calibratedCells(2, 0.4, 10).cells.map((cell) => ({ ...cell, accuracy: 0.83 })));
    const split = bestSplit(question({ cells: flat, population: null }));
    expect(split.ratioToRandom).toBeGreaterThan(0.95);
    expect(splitAdvice(split)).toMatch(/^it does not pay: /);
  });

  it('says where the gain is one of weighting alone', () => {
    const split = bestSplit(question({ population: null }));
    expect(split.ratioToRandom).toBeLessThan(0.9);
    expect(split.allRandomWeightedHalfWidth).toBeLessThan(split.allRandomHalfWidth);
    expect(splitAdvice(split)).toContain('most of the gain is weighting by confidence: 300 random labels');
  });

  it('has nothing to object to a split that pays by itself', () => {
    // A tenth of the images makes nearly all mistakes.
    const cells = unanswered([
      { ...ordinary, share: 0.1, accuracy: 0.5, band: { from: 0, to: 0.5 } },
      { ...ordinary, share: 0.9, accuracy: 0.999, band: { from: 0.5, to: 1 } },
    ]);
    const split = bestSplit(question({ cells, population: null, labels: 1000 }));
    expect(split.below).toBe(0.5);
    expect(splitAdvice(split)).toBeNull();
  });

  it('keeps as many random labels as rules and alarms need', () => {
    expect(bestSplit(question({ atLeast: 290 })).random).toBeGreaterThanOrEqual(290);
    expect(bestSplit(question({ atLeast: 1000 }))).toMatchObject({ random: 300, lowConfidence: 0, below: null });
  });

  it('keeps to a threshold that is given, also within a band', () => {
    const free = bestSplit(question());
    const given = bestSplit(question({ below: 0.5 }));
    expect(given.below).toBe(0.5);
    expect(given.halfWidth).toBeGreaterThanOrEqual(free.halfWidth);
  });

  it('does not spend labels on cells that another draw answers whole', () => {
    const whole: AnsweredCell[] = question().cells.map((cell, at) => (at < 5 ? { ...cell, whole: true } : cell));
    const split = bestSplit(question({ cells: whole }));
    expect(split.halfWidth).toBeLessThan(bestSplit(question()).halfWidth);
  });

  it('has thresholds only where confidences are known', () => {
    const split = bestSplit(question({ cells: unanswered([{ ...one, band: null }]) }));
    expect(split).toMatchObject({ random: 300, lowConfidence: 0, below: null });
    expect(split.ratioToRandom).toBeCloseTo(1, 2);
  });

  it('leaves nothing to chance where there are more labels than objects', () => {
    const split = bestSplit(question({ labels: 2000 }));
    expect(split.halfWidth).toBe(0);
    expect(splitAdvice(split)).toContain('answer everything there is');
  });

  it('is found among a hundred thousand labels within a second', () => {
    const started = performance.now();
    bestSplit(question({ labels: 100_000, population: 1_000_000 }));
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it.each([{ labels: 0 }, { labels: Number.NaN }, { below: 0 }, { below: 1.5 }])('does not exist for %p', (change) => {
    expect(() => bestSplit(question(change))).toThrow(RangeError);
  });
});

describe('a draw of the lowest confidences', () => {
  const bands: PlanningCell[] = [
    { ...ordinary, share: 0.2, accuracy: 0.5, band: { from: 0, to: 0.4 } },
    { ...ordinary, share: 0.3, accuracy: 0.7, band: { from: 0.4, to: 0.8 } },
    { ...ordinary, share: 0.5, accuracy: 0.9, band: { from: 0.8, to: 1 } },
  ];

  it('takes whole what lies below its cut, and nothing above', () => {
    const cells = afterLowest(unanswered(bands), (cell) => isBelow(cell, 0.8), 350, 1000);
    const whole = cells.filter((cell) => cell.whole);
    expect(whole.reduce((sum, { answers }) => sum + answers, 0)).toBeCloseTo(350, 5);
    expect(Math.max(...whole.map(({ band }) => band?.to ?? 0))).toBeCloseTo(0.6, 5);
    expect(cells.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 10);
    expect(cells.filter((cell) => !cell.whole).every(({ answers }) => answers === 0)).toBe(true);
  });

  it('takes all that match where these are fewer', () => {
    const cells = afterLowest(unanswered(bands), (cell) => isBelow(cell, 0.8), 5000, 1000);
    expect(cells.map(({ whole }) => whole)).toEqual([true, true, false]);
  });
});
