import { wilsonInterval } from '../../../src/domain/estimate/wilson';
import { cautiousAccuracy, sizeForMargin } from '../../../src/domain/planning/size-for-margin';

const size = (margin: number, expected: number, population: number | null = null, confidence = 0.95): number =>
  sizeForMargin({ margin, confidence, expected, population });

const widthAt = (n: number, expected: number, confidence = 0.95): number => {
  const { lower, upper } = wilsonInterval(expected * n, n, confidence);
  return (upper - lower) / 2;
};

describe('the number of random labels for a margin', () => {
  it('is the smallest: one label fewer misses the margin', () => {
    for (const margin of [0.005, 0.01, 0.03, 0.05, 0.1, 0.25, 0.4]) {
      for (const expected of [0, 0.3, 0.5, 0.73, 0.9, 0.99, 1]) {
        for (const confidence of [0.8, 0.95, 0.99]) {
          const n = size(margin, expected, null, confidence);
          expect(widthAt(n, expected, confidence)).toBeLessThanOrEqual(margin);
          if (n > 1) expect(widthAt(n - 1, expected, confidence)).toBeGreaterThan(margin);
        }
      }
    }
  });

  it('is what the closed form says where that is known: z²/4m² − z² at an accuracy of one half', () => {
    for (const margin of [0.01, 0.03, 0.05, 0.1]) {
      expect(size(margin, 0.5)).toBe(Math.ceil(1.959963984540054 ** 2 * (1 / (4 * margin * margin) - 1)));
    }
    expect(size(0.03, 0.5)).toBe(1064);
    expect(size(0.05, 0.8)).toBe(245);
  });

  it('is greatest where the accuracy is not known', () => {
    const sizes = [0.5, 0.6, 0.7, 0.8, 0.9, 1].map((expected) => size(0.03, expected));
    expect([...sizes].sort((a, b) => b - a)).toEqual(sizes);
    expect(size(0.03, 0.2)).toBe(size(0.03, 0.8));
  });

  it('is never more than there are objects, and not corrected for a small population', () => {
    expect(size(0.03, 0.5, 700)).toBe(700);
    expect(size(0.03, 0.5, 1063)).toBe(1063);
    expect(size(0.03, 0.5, 1064)).toBe(1064);
    expect(size(0.03, 0.5, 1_000_000)).toBe(1064);
    expect(size(0.03, 0.5, 1)).toBe(1);
    expect(size(0.4, 0.5, 3)).toBe(3);
    expect(size(0.03, 0.5, 0)).toBe(0);
  });

  it.each([
    [{ margin: 0 }],
    [{ margin: -0.1 }],
    [{ margin: 0.5 }],
    [{ margin: Number.NaN }],
    [{ confidence: 1 }],
    [{ confidence: 0 }],
    [{ expected: 1.1 }],
    [{ expected: Number.NaN }],
    [{ population: -1 }],
  ])('does not exist for %p', (change) => {
    const wanted = { margin: 0.03, confidence: 0.95, expected: 0.8, population: 1000, ...change };
    expect(() => sizeForMargin(wanted)).toThrow(RangeError);
  });
});

describe('the accuracy to plan with', () => {
  it.each([
    ['the lower end above one half', { value: 0.8, lower: 0.72, upper: 0.86 }, 0.72],
    ['the upper end below one half', { value: 0.3, lower: 0.22, upper: 0.39 }, 0.39],
    ['one half within the interval', { value: 0.52, lower: 0.42, upper: 0.61 }, 0.5],
    ['one half without answers', { value: null, lower: null, upper: null }, 0.5],
    ['one half without an estimate', null, 0.5],
  ])('is %s', (_, estimate, expected) => {
    expect(cautiousAccuracy(estimate)).toBe(expected);
  });

  it('holds the margin whatever the accuracy within the interval', () => {
    const interval = { value: 0.8, lower: 0.72, upper: 0.86 };
    const n = size(0.03, cautiousAccuracy(interval));
    for (let p = 0.72; p <= 0.86; p += 0.01) expect(widthAt(n, p)).toBeLessThanOrEqual(0.03 + 1e-12);
  });
});
