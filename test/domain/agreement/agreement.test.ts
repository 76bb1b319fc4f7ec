import type { Vote } from '../../../src/contracts/rows';
import { type AgreementInput, agreementOf } from '../../../src/domain/agreement/agreement';
import { seededRandom } from '../../seeded-random';

const choice = { confidence: 0.95, interval: 'wilson' } as const;

/** Votes in the order they were given; null: that person was not asked. */
const item = (...votes: (Vote['vote'] | null)[]) => ({
  votes: votes.flatMap((vote, annotator): Vote[] =>
    vote === null ? [] : [{ annotator, vote, at: new Date(Date.UTC(2026, 10, 20, 10, annotator)).toISOString() }],
  ),
});
const times = (n: number, ...votes: (Vote['vote'] | null)[]) => Array.from({ length: n }, () => item(...votes));
const agreement = (labels: AgreementInput['labels'], more: Partial<AgreementInput> = {}) =>
  agreementOf({ labels, annotators: 3, choice, seed: 'round-1', ...more });

test('nothing is said where no item was decided by two people', () => {
  expect(agreement([])).toBeNull();
  expect(agreement([item(1), item(2, 'skip'), item(3, 'cannot-tell', 'unknown')])).toBeNull();
});

test('votes that decide nothing are missing data, and none of these is a choice like any other', () => {
  const found = agreement([item('none', 'none', 'skip'), item(1, 'none', 'cannot-tell'), item(2, 'unknown', 2)]);
  expect(found).toMatchObject({ items: 3, annotators: 3, pairs: 3, raw: { value: 2 / 3 } });
});

test("the worked example of Krippendorff's with four people and missing votes gives his alpha", () => {
  // Twelve units, four observers, nominal: alpha = 0.743 (K. Krippendorff, Computing Krippendorff's alpha-reliability, 2011, C).
  const A = [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null];
  const B = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3];
  const C = [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null];
  const D = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null];
  const labels = A.map((vote, i) => item(vote, B[i] ?? null, C[i] ?? null, D[i] ?? null));
  // His 40 votes are too few pairs for us. Three times the same votes shrink the factor n/(n-1) of chance, and nothing else.
  const found = agreement([...labels, ...labels, ...labels], { annotators: 4 });
  const disagreement = (1 - (found?.alpha?.value ?? 0)) * (120 / 119) * (39 / 40);
  expect(1 - disagreement).toBeCloseTo(0.743, 3);
});

test('alpha is not said below 50 pairs', () => {
  expect(agreement(times(49, 1, 1).concat([]))?.alpha).toBeNull();
  expect(agreement([...times(48, 1, 1), item(1, 2)])?.alpha).toBeNull();
  expect(agreement([...times(49, 1, 1), item(1, 2)])?.alpha).not.toBeNull();
});

test('there is no alpha where all votes are for one class', () => {
  expect(agreement(times(80, 4, 4))).toMatchObject({ raw: { value: 1 }, alpha: null });
});

test('people who always agree have an alpha of 1, and an interval that is no point', () => {
  const { value, lower, upper } = agreement([...times(40, 1, 1), ...times(40, 2, 2)])?.alpha ?? {};
  expect([value, upper]).toEqual([1, 1]);
  expect(lower).toBeGreaterThan(0.85);
  expect(lower).toBeLessThan(0.97);
});

test('people who toss coins have an alpha about 0, within its interval', () => {
  const random = seededRandom(3);
  const coin = () => (random() < 0.5 ? 1 : 2);
  const alpha = agreement(Array.from({ length: 300 }, () => item(coin(), coin(), coin())))?.alpha;
  expect(Math.abs(alpha?.value ?? 1)).toBeLessThan(0.08);
  expect(alpha?.lower).toBeLessThan(0);
  expect(alpha?.upper).toBeGreaterThan(0);
});

test('the same votes and seed give the same interval in any order, another seed nearly the same', () => {
  const labels = [...times(50, 1, 1, 2), ...times(60, 2, 2, 2), ...times(40, 1, 2, null)];
  const [once, again] = [agreement(labels), agreement(labels)];
  expect(again).toEqual(once);
  const other = agreement(labels, { seed: 'round-2' })?.alpha;
  expect(other?.lower).not.toBe(once?.alpha?.lower);
  expect(Math.abs((other?.lower ?? 0) - (once?.alpha?.lower ?? 0))).toBeLessThan(0.02);
});

test('a third vote that was asked for because two differed does not make people look more at odds', () => {
  const labels = [...times(90, 1, 1), ...times(10, 1, 2, 1)];
  expect(agreement(labels, { annotators: 2 })?.raw.value).toBe(0.9);
  expect(agreement(labels, { annotators: 2 })?.pairs).toBe(100);
});

test('each person is held against more than half of the others; where these are divided it counts for nobody', () => {
  const found = agreement([...times(40, 1, 1, 2), ...times(10, 1, 2, 3)]);
  // The others of 0 said 1 and 2, and 2 and 3: divided. Those of 2 said 1 twice.
  expect(found?.byAnnotator).toEqual([
    { annotator: 2, agreement: expect.objectContaining({ n: 40, successes: 0, value: 0 }) },
  ]);
});

test('a person with fewer than 30 such items is not shown', () => {
  const found = agreement([...times(29, 1, 1), ...times(1, 1, null, 1)]);
  expect(found?.byAnnotator.map(({ annotator }) => annotator)).toEqual([0]);
});

test('100,000 items with three votes each take seconds at most', () => {
  const random = seededRandom(8);
  const labels = Array.from({ length: 100_000 }, () => {
    const truth = Math.floor(random() * 11);
    const said = () => (random() < 0.9 ? truth : Math.floor(random() * 11));
    return item(said(), said(), said());
  });
  const start = performance.now();
  const found = agreement(labels);
  expect(performance.now() - start).toBeLessThan(6000);
  expect(found?.items).toBe(100_000);
});
