import { cellTallies } from '../../../src/domain/estimate/cell-tallies';
import { cellOf, judged } from './judged';

const cells = [cellOf({ band: { from: 0, to: 0.7 }, reachedBy: ['low'] }), cellOf({ band: { from: 0.7, to: 1 } })];

test('a cell counts what is a sample of it: the evaluation items, all blind ones, and all', () => {
  const items = judged([
    { predicted: 0, said: 0, cell: 0, sampled: true },
    { predicted: 0, said: 1, cell: 0, sampled: true, purpose: 'training', blind: true },
    { predicted: 0, said: 0, cell: 0, sampled: true, purpose: 'training', blind: false },
    { predicted: 0, said: 'missing', cell: 0, sampled: true },
    { predicted: 0, said: 0, cell: 1, sampled: true, topUp: true },
  ]);
  expect(cellTallies(cells, items)).toEqual([
    {
      ...cells[0],
      evaluation: { drawn: 2, resolved: 1, right: 1 },
      blind: { drawn: 3, resolved: 2, right: 1 },
      all: { drawn: 4, resolved: 3, right: 2 },
    },
    {
      ...cells[1],
      evaluation: { drawn: 1, resolved: 1, right: 1 },
      blind: { drawn: 1, resolved: 1, right: 1 },
      all: { drawn: 1, resolved: 1, right: 1 },
    },
  ]);
});

test('what is no sample of its cell, or of no cell, counts nowhere', () => {
  const items = judged([
    { predicted: 0, said: 0, cell: 0, sampled: false },
    { predicted: 0, said: 0, cell: null, sampled: true },
  ]);
  for (const { all } of cellTallies(cells, items)) expect(all.drawn).toBe(0);
});
