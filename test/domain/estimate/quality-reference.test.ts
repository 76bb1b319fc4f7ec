import type { IntervalEstimate } from '../../../src/contracts/proportion';
import type { Vote } from '../../../src/contracts/rows';
import { agreementOf } from '../../../src/domain/agreement/agreement';
import { calibrationOf } from '../../../src/domain/estimate/calibration';
import { chiSquareQuantile, chiSquareTail } from '../../../src/domain/estimate/chi-square';
import { stabilityIndex } from '../../../src/domain/estimate/drift';
import reference from './quality-reference.json';

const choice = { confidence: 0.95, interval: 'wilson' } as const;

/** Largest difference of the values in order, relative where they exceed 1. */
function worst(pairs: (readonly [number | null | undefined, number | null | undefined])[]): number {
  expect(pairs.length).toBeGreaterThan(0);
  return Math.max(
    ...pairs.map(([ours, theirs]) =>
      typeof ours === 'number' && typeof theirs === 'number'
        ? Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs))
        : Number.POSITIVE_INFINITY,
    ),
  );
}

const against = (ours: IntervalEstimate | null | undefined, theirs: number[]) =>
  [ours?.value, ours?.lower, ours?.upper].map((value, i) => [value, theirs[i]] as const);

describe('agreement with scipy, scikit-learn, krippendorff and the plain definitions', () => {
  test('χ² quantiles to 1e-9', () => {
    expect(
      worst(reference.chiSquareQuantile.map(([p = 0, k = 0, x]) => [chiSquareQuantile(p, k), x] as const)),
    ).toBeLessThan(1e-9);
  });

  test('χ² tails to 1e-12, and to nine digits where they are tiny', () => {
    const rows = reference.chiSquareTail.map(([x = 0, k = 0, tail = 0]) => [chiSquareTail(x, k), tail] as const);
    expect(worst(rows)).toBeLessThan(1e-12);
    const seen = rows.filter(([, theirs]) => theirs > 1e-300);
    expect(worst(seen.map(([ours, theirs]) => [ours / theirs, 1] as const))).toBeLessThan(1e-9);
  });

  test.each(reference.calibration.map((data, i) => ({ i, data })))('calibration of data set $i to 1e-9', ({ data }) => {
    const answers = data.confidence.map((confidence, i) => ({ confidence, right: data.right[i] === 1 }));
    const ours = calibrationOf(answers, choice);
    expect(worst(against(ours?.gap, data.gap))).toBeLessThan(1e-9);
    expect(worst([[ours?.brier, data.brier]])).toBeLessThan(1e-9);
    if (data.auroc === null) expect(ours?.auroc).toBeNull();
    else expect(worst(against(ours?.auroc, data.auroc))).toBeLessThan(1e-9);
    if ('ece' in data) {
      expect(
        worst([ours?.ece.value, ours?.ece.ifPerfect].map((value, i) => [value, data.ece?.[i]] as const)),
      ).toBeLessThan(1e-9);
    }
  });

  test('population stability index and its critical value to 1e-9', () => {
    const mapOf = (counts: number[]) => new Map(counts.map((n, bin) => [String(bin), n]));
    const rows = reference.stability as [number[], number[], number, number][];
    expect(
      worst(
        rows.flatMap(([counts, before, psi, critical]) => {
          const ours = stabilityIndex(mapOf(counts), mapOf(before));
          return [[ours?.psi, psi] as const, [ours?.critical, critical] as const];
        }),
      ),
    ).toBeLessThan(1e-9);
  });

  test.each(reference.agreement.map((data, i) => ({ i, data })))('agreement in data set $i to 1e-9', ({ data }) => {
    const people = data.votes.length;
    const labels = (data.votes[0] ?? []).map((_, item) => ({
      votes: data.votes.flatMap((row, annotator): Vote[] => {
        const vote = row[item] ?? -1;
        return vote < 0 ? [] : [{ annotator, vote, at: '2026-11-20T10:00:00Z' }];
      }),
    }));
    const ours = agreementOf({ labels, annotators: people, choice, seed: 'any' });
    expect(worst([[ours?.alpha?.value, data.alpha]])).toBeLessThan(1e-9);
    expect(worst(against(ours?.raw, data.raw))).toBeLessThan(1e-9);
  });
});

test.each([0, 1, Number.NaN])('there is no χ² quantile of %p', (p) => {
  expect(() => chiSquareQuantile(p, 3)).toThrow(RangeError);
});

test('there is no χ² without degrees of freedom', () => {
  expect(() => chiSquareQuantile(0.5, 0)).toThrow(RangeError);
});
