import fc from 'fast-check';
import type { DrawConfig } from '../../../src/contracts/loop-config';
import type { CensusRow } from '../../../src/contracts/rows';
import { doubtOf } from '../../../src/domain/drawing/doubt';
import { createDrawing } from '../../../src/domain/drawing/drawing';
import { censusRow, drawConfig, registry, window } from './census-rows';

const row = (scores: Record<string, number> | null) => censusRow({ key: 'a.jpg', scores });
const margin = doubtOf(drawConfig({ name: 'm', strategy: 'margin' }), registry);
const certainty = doubtOf(drawConfig({ name: 'e', strategy: 'entropy' }), registry);
/** 0 where the model was sure, 1 where all three classes seemed alike. */
const entropy = (scores: Record<string, number> | null): number | null => {
  const value = certainty(row(scores));
  return value === null ? null : -value;
};
const drawn = (draw: DrawConfig, census: CensusRow[]): string[] => {
  const drawing = createDrawing({ draws: [draw], seed: 's', window, registry, bucket: 'b', groupTag: null });
  for (const one of census) drawing.add(one);
  return drawing
    .finish()
    .rows.map(({ key }) => key)
    .sort();
};

describe('the margin', () => {
  test('is the difference of the two greatest scores, wherever they stand', () => {
    expect(margin(row({ 0: 0.2, 1: 0.7, 2: 0.1 }))).toBeCloseTo(0.5, 12);
    expect(margin(row({ 2: 0.9, 0: 0.05 }))).toBeCloseTo(0.85, 12);
    expect(margin(row({ 0: 0.5, 1: 0.5, 2: 0 }))).toBe(0);
  });

  test('is not known of one score, or none', () => {
    expect(margin(row({ 0: 0.9 }))).toBeNull();
    expect(margin(row(null))).toBeNull();
  });
});

describe('the entropy', () => {
  test('is 0 where one class has it all, and 1 where all have the same', () => {
    expect(entropy({ 0: 1, 1: 0, 2: 0 })).toBeCloseTo(0, 12);
    expect(entropy({ 0: 1 / 3, 1: 1 / 3, 2: 1 / 3 })).toBeCloseTo(1, 12);
    expect(entropy({ 0: 0.5, 1: 0.5, 2: 0 })).toBeCloseTo(Math.log(2) / Math.log(3), 12);
  });

  test('is taken of the scores relative to their sum', () => {
    expect(entropy({ 0: 0.8, 1: 0.4, 2: 0.4 })).toBeCloseTo(entropy({ 0: 0.5, 1: 0.25, 2: 0.25 }) ?? -1, 12);
    expect(entropy({ 0: 0, 1: 0, 2: 0 })).toBeNull();
    expect(entropy(null)).toBeNull();
  });

  test('of a list of the greatest scores is the most that it can be', () => {
    expect(entropy({ 1: 0.6 })).toBeCloseTo(entropy({ 0: 0.2, 1: 0.6, 2: 0.2 }) ?? -1, 12);
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })),
        (weights) => {
          const sum = weights.reduce((total, weight) => total + weight, 0);
          const [a = 0, b = 0, c = 0] = weights.map((weight) => weight / sum);
          expect(entropy({ 0: a }) ?? -1).toBeGreaterThanOrEqual((entropy({ 0: a, 1: b, 2: c }) ?? 2) - 1e-12);
        },
      ),
    );
  });
});

describe('draws by scores', () => {
  const census = [
    censusRow({ key: 'sure', scores: { 0: 0.98, 1: 0.01, 2: 0.01 } }),
    censusRow({ key: 'torn', scores: { 0: 0.5, 1: 0.49, 2: 0.01 } }),
    censusRow({ key: 'lost', scores: { 0: 0.4, 1: 0.3, 2: 0.3 } }),
    censusRow({ key: 'silent', scores: null, confidence: 0.1 }),
  ];

  test('by margin takes the smallest first, or what is below a threshold', () => {
    expect(drawn(drawConfig({ name: 'm', strategy: 'margin', take: 'lowest', size: 1 }), census)).toEqual(['torn']);
    expect(drawn(drawConfig({ name: 'm', strategy: 'margin', below: 0.2 }), census)).toEqual(['lost', 'torn']);
  });

  test('by entropy takes the greatest first, or what is above a threshold', () => {
    expect(drawn(drawConfig({ name: 'e', strategy: 'entropy', take: 'highest', size: 1 }), census)).toEqual(['lost']);
    expect(drawn(drawConfig({ name: 'e', strategy: 'entropy', above: 0.5 }), census)).toEqual(['lost', 'torn']);
  });

  test('never take what states no scores, nor count it as matched', () => {
    const draw = drawConfig({ name: 'm', strategy: 'margin', take: 'sample', size: 10 });
    expect(drawn(draw, census)).toEqual(['lost', 'sure', 'torn']);
  });
});
