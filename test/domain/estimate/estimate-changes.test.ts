import { estimateChanges } from '../../../src/domain/estimate/estimate-changes';
import { type Judged, judged } from './judged';

const names = ['Bread', 'Egg'];
const accuracy = (value: number | null, n: number) => ({ value, n, successes: 0, lower: null, upper: null });
const changes = (after: Judged[], before: Judged[]) =>
  estimateChanges(
    judged(after),
    judged(before),
    accuracy(0.5, 2),
    { accuracy: accuracy(1, 1) },
    (id) => names[id] ?? '',
  );

test('names every evaluation item of which people now say something else, and what that moved', () => {
  const before: Judged[] = [
    { predicted: 0, said: 0 },
    { predicted: 0, said: 'missing' },
    { predicted: 0, said: 1 },
    { predicted: 0, said: 1 },
  ];
  const after: Judged[] = [
    { predicted: 0, said: 0 },
    { predicted: 0, said: 1 },
    { predicted: 0, said: 'none' },
    { predicted: 0, said: 'disputed' },
  ];
  expect(changes(after, before)).toEqual({
    items: [
      { itemId: 'item-1', from: 'missing', to: 'Egg' },
      { itemId: 'item-2', from: 'Egg', to: 'None of these' },
      { itemId: 'item-3', from: 'Egg', to: 'disputed' },
    ],
    count: 3,
    accuracy: { from: 1, to: 0.5 },
    n: { from: 1, to: 2 },
  });
});

test('what moved no number of the estimate is not among them', () => {
  const before: Judged[] = [
    { predicted: 0, said: 0, purpose: 'training' },
    { predicted: 0, said: 0, topUp: true },
  ];
  const after = before.map((item) => ({ ...item, said: 1 }));
  expect(changes(after, before).items).toEqual([]);
});

test('of very many the first are named and all are counted', () => {
  const many = (said: number): Judged[] => Array.from({ length: 250 }, () => ({ predicted: 0, said }));
  const { items, count } = changes(many(1), many(0));
  expect([items.length, count]).toEqual([100, 250]);
});
