import fc from 'fast-check';
import { bandEdges, bandOf } from '../../../src/domain/drawing/band-edges';

const at = (edge: number, below: number) => ({ edge, below });

describe('band edges', () => {
  test('are the fifths of the confidences, and each threshold', () => {
    const fifths = [at(0.5, 200), at(0.8, 400), at(0.9, 600), at(0.97, 800)];
    expect(bandEdges([at(0.6, 260), ...fifths], 1000)).toEqual([0.5, 0.6, 0.8, 0.9, 0.97]);
  });

  test('that would leave a tiny band between them give way to what is named first', () => {
    expect(bandEdges([at(0.7, 390), at(0.5, 200), at(0.71, 400), at(0.9, 600)], 1000)).toEqual([0.5, 0.7, 0.9]);
  });

  test('beyond which hardly anything lies are none', () => {
    expect(bandEdges([at(0.1, 3), at(0.99, 990), at(1, 1000), at(0, 0)], 1000)).toEqual([]);
  });

  test('of a version with few objects are few: a band holds at least 20', () => {
    expect(bandEdges([at(0.2, 12), at(0.4, 24), at(0.6, 36), at(0.8, 48)], 60)).toEqual([0.4]);
    expect(bandEdges([at(0.5, 10)], 25)).toEqual([]);
    expect(bandEdges([at(0.5, 20)], 40)).toEqual([0.5]);
  });

  test('are never at 1, however many objects have that confidence', () => {
    expect(bandEdges([at(0.4, 200), at(1, 300), at(1, 300)], 1000)).toEqual([0.4]);
  });
});

test('every confidence lies in one band, and bands cover 0 to 1', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 }),
      fc.integer({ min: 0, max: 100 }),
      (percents, percent) => {
        const edges = percents.sort((a, b) => a - b).map((edge) => edge / 100);
        const { from, to } = bandOf(percent / 100, edges);
        expect([0, ...edges]).toContain(from);
        expect([...edges, 1]).toContain(to);
        expect(percent / 100).toBeGreaterThanOrEqual(from);
        if (to < 1) expect(percent / 100).toBeLessThan(to);
      },
    ),
  );
});
