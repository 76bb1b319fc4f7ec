import { wilsonInterval } from '../../../src/domain/estimate/wilson';
import { binomial } from '../../../src/domain/planning/binomial';
import { labelsForPower, powerToShow } from '../../../src/domain/planning/power';
import { seededRandom, successes } from '../../seeded-random';
import reference from './reference.json';

const power = (accuracy: number, improvement: number, labels: number, confidence = 0.95): number =>
  powerToShow({ accuracy, improvement, confidence }, labels);

const worst = (rows: number[][], ours: (...inputs: number[]) => number): number =>
  Math.max(...rows.map((row) => Math.abs(ours(...row.slice(0, -1)) - (row.at(-1) as number))));

describe('agreement with scipy and statsmodels', () => {
  test('binomial probabilities to 1e-12', () => {
    const at = (n = 0, p = 0, k = 0) => {
      const { from, probabilities } = binomial(n, p);
      return probabilities[k - from] ?? 0;
    };
    expect(worst(reference.binomial, at)).toBeLessThan(1e-12);
  });

  test("power, summed over all results by statsmodels' own interval of the difference, to 1e-9", () => {
    expect(worst(reference.power, power as (...inputs: number[]) => number)).toBeLessThan(1e-9);
  });

  test('power of the z test, which is another rule, within two points for hundreds of labels', () => {
    expect(worst(reference.approximatePower, power as (...inputs: number[]) => number)).toBeLessThan(0.02);
  });
});

describe('the power to see an improvement', () => {
  it.each([
    [0.8, 0.05, 400],
    [0.7, 0.1, 150],
    [0.9, 0.06, 100],
  ])('is how often simulated versions of accuracy %p and %p more differ visibly with %p labels each', (p, more, n) => {
    const random = seededRandom(20261121);
    const runs = 2500;
    let shown = 0;
    for (let run = 0; run < runs; run++) {
      const [a, b] = [successes(random, n, p), successes(random, n, p + more)];
      const [before, after] = [wilsonInterval(a, n, 0.95), wilsonInterval(b, n, 0.95)];
      const distance = Math.sqrt((b / n - after.lower) ** 2 + (before.upper - a / n) ** 2);
      if ((b - a) / n > distance) shown += 1;
    }
    // Three standard errors of a simulated share.
    expect(Math.abs(shown / runs - power(p, more, n))).toBeLessThan(3 * Math.sqrt(0.25 / runs));
  });

  it('rises with the labels and with the improvement, from none to certainty', () => {
    const byLabels = [0, 1, 25, 100, 400, 1600, 6400].map((n) => power(0.8, 0.05, n));
    expect([...byLabels].sort((a, b) => a - b)).toEqual(byLabels);
    expect(byLabels[0]).toBe(0);
    expect(byLabels.at(-1)).toBeGreaterThan(0.9999);
    const byImprovement = [0.01, 0.05, 0.1, 0.15, 0.2].map((improvement) => power(0.8, improvement, 100));
    expect([...byImprovement].sort((a, b) => a - b)).toEqual(byImprovement);
    expect(power(0.8, 0.05, 400, 0.99)).toBeLessThan(power(0.8, 0.05, 400, 0.95));
  });

  it('hardly ever sees an improvement where there is next to none', () => {
    for (const p of [0.5, 0.8, 0.95]) expect(power(p, 1e-9, 200)).toBeLessThan(0.03);
  });

  it('is known for a million labels in no time', () => {
    const started = performance.now();
    expect(power(0.8, 0.001, 1_000_000)).toBeGreaterThan(0.4);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it.each([
    [0.8, 0],
    [0.8, -0.1],
    [0.8, 0.21],
    [1.1, 0.05],
    [Number.NaN, 0.05],
    [0.8, Number.NaN],
  ])('does not exist for an accuracy of %p and %p more', (accuracy, improvement) => {
    expect(() => power(accuracy, improvement, 100)).toThrow(RangeError);
  });

  it('exists for an improvement to perfection, whatever rounding makes of the sum', () => {
    expect(power(0.9, 0.1, 100)).toBeGreaterThan(0.9);
    expect(power(0.7, 0.3, 100)).toBeGreaterThan(0.99);
  });
});

describe('the labels that a power takes', () => {
  it.each([
    [0.8, 0.05],
    [0.8, 0.1],
    [0.6, 0.1],
    [0.9, 0.1],
    [0.2, 0.3],
  ])('are enough, and one fewer is not: accuracy %p, improvement %p', (accuracy, improvement) => {
    const n = labelsForPower({ accuracy, improvement, confidence: 0.95 }, 0.8);
    expect(power(accuracy, improvement, n)).toBeGreaterThanOrEqual(0.8);
    expect(power(accuracy, improvement, n - 1)).toBeLessThan(0.8);
    // Whole numbers make it a saw, of teeth that do not matter.
    for (let more = n; more < 1.2 * n; more++) expect(power(accuracy, improvement, more)).toBeGreaterThan(0.79);
  });

  it('are what the textbook says, nearly: 906 to see 85 after 80 %, 4 in 5 times', () => {
    const n = labelsForPower({ accuracy: 0.8, improvement: 0.05, confidence: 0.95 }, 0.8);
    expect(Math.abs(n / 906 - 1)).toBeLessThan(0.03);
  });

  it.each([0, 1, -0.1, Number.NaN])('do not exist for a power of %p', (wanted) => {
    expect(() => labelsForPower({ accuracy: 0.8, improvement: 0.05, confidence: 0.95 }, wanted)).toThrow(RangeError);
  });
});
