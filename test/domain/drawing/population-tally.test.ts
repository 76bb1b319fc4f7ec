import type { CensusRow } from '../../../src/contracts/rows';
import { createPopulationTally } from '../../../src/domain/drawing/population-tally';
import { censusRow, window } from './census-rows';

function counts(rows: Partial<CensusRow>[], slices: string[] = []) {
  const tally = createPopulationTally(slices, { from: window.start, to: window.end });
  for (const [i, row] of rows.entries()) tally.add(censusRow({ key: `p${i}`, ...row }));
  return tally.counts();
}

describe('a population', () => {
  test('is counted by model version and predicted class', () => {
    const rows = [{ predictedClass: 1 }, { predictedClass: 1 }, { predictedClass: 0, modelVersion: null }];
    expect(counts(rows).predictedClasses).toEqual({ v1: { 1: 2 }, '': { 0: 1 } });
  });

  test('is counted in twenty bins of confidence, 1 in the last one', () => {
    const { bins = [], unknown } = counts([0, 0.049, 0.05, 0.999, 1, null].map((confidence) => ({ confidence })))
      .confidence.v1 ?? { unknown: -1 };
    expect(bins).toHaveLength(20);
    expect([bins[0], bins[1], bins[19], unknown]).toEqual([2, 1, 2, 1]);
  });

  test('is counted by the values of the tags asked for; an absent tag and an empty one are the same', () => {
    const rows = [{ site: 'roof' }, { site: ' roof ' }, { site: '' }, {}, { __proto__: null, site: '__proto__' }];
    const { slices } = counts(
      rows.map((tags) => ({ tags: { ...tags } as Record<string, string> })),
      ['site'],
    );
    expect(Object.entries(slices.site ?? {})).toEqual([
      ['', 2],
      ['roof', 2],
      ['__proto__', 1],
    ]);
  });

  test('tells the fifty commonest values of a tag apart, and counts the others together', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({ tags: { user: i < 400 ? `u${i % 50}` : `once ${i}` } }));
    const user = counts(rows, ['user']).slices.user ?? {};
    expect(Object.keys(user)).toHaveLength(51);
    expect([user.u0, user.u49, user.other]).toEqual([8, 8, 600]);
    expect(Object.values(user).reduce((sum, count) => sum + count, 0)).toBe(1000);
  });

  test('is counted in six parts of the window by capture, else by store; what lies outside belongs to its end', () => {
    const rows = [
      { capturedAt: '2026-11-20T03:59:59.999Z' },
      { capturedAt: '2026-11-20T04:00:00.000Z' },
      { capturedAt: '2026-11-19T00:00:00.000Z' },
      { capturedAt: '2027-01-01T00:00:00.000Z' },
      { lastModified: '2026-11-20T12:00:00Z' },
    ];
    expect(counts(rows).times).toEqual({ from: window.start, to: window.end, counts: [2, 1, 0, 1, 0, 1] });
  });
});
