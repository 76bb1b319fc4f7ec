import { randomFrom } from './random';
import { MODELS, type Scenario, scenarios } from './scenarios';
import { accuracyOf, aurocOf } from './traffic';

test.each([0.5, 0.8, 0.95])(
  'models are as good as said, and tell right from wrong as their names say (%d)',
  (accuracy) => {
    for (const name of Object.keys(MODELS) as Scenario['model'][]) {
      const model = MODELS[name](accuracy);
      const auroc = Number(/^AUROC (0\.\d+)/.exec(name)?.[1] ?? Number.NaN);
      if (name.startsWith('AUROC')) expect(aurocOf(model)).toBeCloseTo(auroc, 4);
      expect(accuracyOf(model)).toBeCloseTo(accuracy, 2);
    }
  },
);

test('the over-confident model is less often right than it says, the others as often', () => {
  for (const name of Object.keys(MODELS) as Scenario['model'][]) {
    const model = MODELS[name](0.8);
    const stated = model.points.reduce((sum, { confidence, share }) => sum + confidence * share, 0);
    const gap = stated - accuracyOf(model);
    if (name.includes('over-confident')) expect(gap).toBeGreaterThan(0.03);
    else expect(gap).toBeCloseTo(0, 6);
  }
});

test('counts are drawn with the means and variances of their distributions', () => {
  const random = randomFrom(1);
  const moments = (draw: () => number) => {
    const drawn = Array.from({ length: 40_000 }, draw);
    const mean = drawn.reduce((sum, k) => sum + k, 0) / drawn.length;
    return { mean, variance: drawn.reduce((sum, k) => sum + (k - mean) ** 2, 0) / drawn.length };
  };
  const binomial = moments(() => random.binomial(400, 0.3));
  expect(Math.abs(binomial.mean - 120)).toBeLessThan(0.15);
  expect(Math.abs(binomial.variance - 84)).toBeLessThan(2);
  const hypergeometric = moments(() => random.hypergeometric(100, 300, 80));
  expect(Math.abs(hypergeometric.mean - 20)).toBeLessThan(0.06);
  expect(Math.abs(hypergeometric.variance - (80 * 0.25 * 0.75 * 320) / 399)).toBeLessThan(0.3);
});

test('scenarios hold every kind of draw with blind labels and without, and traffic with and without mistakes reported', () => {
  const all = scenarios();
  for (const take of ['sample', 'all', 'lowest', undefined]) {
    const own = all.filter(({ draws }) => draws.low?.take === take);
    expect(new Set(own.map(({ draws }) => draws.blind)).size).toBe(2);
    expect(new Set(own.map(({ flagged }) => flagged > 0)).size).toBe(2);
  }
});
