import fc from 'fast-check';
import { satisfies } from '../../src/domain/answer-progress';

const until = { evaluation: { answered: 1, atLeast: 80 }, training: { answered: 0.8 } };
const counts = (evaluation: [number, number], training: [number, number]) => ({
  evaluation: { answered: evaluation[0], total: evaluation[1] },
  training: { answered: training[0], total: training[1] },
});

describe('satisfies', () => {
  test('every evaluation item and four of five training items are enough', () => {
    expect(satisfies(counts([100, 100], [160, 200]), until)).toBe(true);
  });

  test('one evaluation item or one training item too few is not enough', () => {
    expect(satisfies(counts([99, 100], [160, 200]), until)).toBe(false);
    expect(satisfies(counts([100, 100], [159, 200]), until)).toBe(false);
  });

  test('atLeast holds even where the share is smaller', () => {
    const half = { ...until, evaluation: { answered: 0.5, atLeast: 80 } };
    expect(satisfies(counts([79, 100], [200, 200]), half)).toBe(false);
    expect(satisfies(counts([80, 100], [200, 200]), half)).toBe(true);
  });

  test('a draw smaller than atLeast is satisfied when all of it is answered', () => {
    expect(satisfies(counts([30, 30], [0, 0]), until)).toBe(true);
  });

  test('a purpose without items is satisfied', () => {
    expect(satisfies(counts([0, 0], [0, 0]), until)).toBe(true);
  });

  test('a share that binary fractions cannot hold asks for no item more', () => {
    const seven = { evaluation: { answered: 0.07, atLeast: 0 }, training: { answered: 0 } };
    expect(satisfies(counts([7, 100], [0, 0]), seven)).toBe(true);
  });

  test('one more answer never turns enough into not enough', () => {
    fc.assert(
      fc.property(
        fc.nat(300),
        fc.nat(300),
        fc.nat(300),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(200),
        (total, answered, training, share, atLeast) => {
          const asked = { evaluation: { answered: share, atLeast }, training: { answered: share } };
          const before = counts([Math.min(answered, total), total], [Math.min(training, 300), 300]);
          const after = counts([Math.min(answered + 1, total), total], [Math.min(training + 1, 300), 300]);
          return !satisfies(before, asked) || satisfies(after, asked);
        },
      ),
    );
  });
});
