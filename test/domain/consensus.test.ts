import fc from 'fast-check';
import type { AnnotationRow } from '../../src/contracts/rows';
import { type AnsweredItem, resolveItem } from '../../src/domain/consensus';

const MEANINGS: Record<string, 0 | 1 | 2 | 'none' | 'cannot-tell'> = {
  Bread: 0,
  Egg: 1,
  Soup: 2,
  None: 'none',
  Unclear: 'cannot-tell',
};
let ids = 0;
/** `[person, answer, minute]`; the answer 'skip' is a skip. */
type Said = [annotator: number, answer: string | null, minute?: number];
const answer = ([annotator, text, minute = 0]: Said): AnnotationRow => {
  ids += 1;
  const at = new Date(Date.UTC(2026, 10, 21, 2, minute)).toISOString();
  // Whoever began last may have ended first.
  const createdAt = new Date(Date.UTC(2026, 10, 21, 1, 59 - minute)).toISOString();
  return {
    itemId: 'i',
    purpose: 'evaluation',
    taskId: 1,
    annotationId: ids,
    annotator,
    createdAt,
    updatedAt: at,
    skipped: text === 'skip',
    answer: text === 'skip' ? null : text,
    leadTimeSeconds: null,
  };
};
const meaning: AnsweredItem['meaning'] = (text) => MEANINGS[text] ?? 'unknown';
const resolve = (annotators: number, ...said: Said[]) =>
  resolveItem({ answers: said.map(answer), annotators, superseded: false, meaning });
const outcome = (annotators: number, ...said: Said[]) => {
  const { status, classId, noneOfThese, cannotTell } = resolve(annotators, ...said);
  return [
    status,
    ...(classId === null ? [] : [classId]),
    ...(noneOfThese ? ['none'] : []),
    ...(cannotTell ? ['cannot tell'] : []),
  ].join(' ');
};

describe('with one annotator', () => {
  test.each<[string, Said[], string]>([
    ['an answer is the label', [[1, 'Egg']], 'labelled 1'],
    ['none of these is a label without class', [[1, 'None']], 'labelled none'],
    [
      'the latest of several answers counts',
      [
        [1, 'Egg', 1],
        [1, 'Soup', 3],
        [1, 'Bread', 2],
      ],
      'labelled 2',
    ],
    [
      'an answer after a skip counts',
      [
        [1, 'skip', 1],
        [1, 'Egg', 2],
      ],
      'labelled 1',
    ],
    [
      'an answer stands when the same person skips later',
      [
        [1, 'Egg', 1],
        [1, 'skip', 2],
      ],
      'labelled 1',
    ],
    [
      'what one skipped another may answer',
      [
        [1, 'skip', 1],
        [2, 'Egg', 2],
      ],
      'labelled 1',
    ],
    [
      'two people who differ are a dispute',
      [
        [1, 'Egg', 1],
        [2, 'Soup', 2],
      ],
      'disputed',
    ],
    [
      'two people who agree are not',
      [
        [1, 'Egg', 1],
        [2, 'Egg', 2],
      ],
      'labelled 1',
    ],
    [
      'a third settles it',
      [
        [1, 'Egg'],
        [2, 'Soup'],
        [3, 'Egg'],
      ],
      'labelled 1',
    ],
    ['nothing said is missing', [], 'missing'],
    ['one skip is skipped', [[1, 'skip']], 'skipped'],
    [
      'skipped twice is cannot tell',
      [
        [1, 'skip', 1],
        [1, 'skip', 2],
      ],
      'missing cannot tell',
    ],
    [
      'skipped by two people is cannot tell',
      [
        [1, 'skip'],
        [2, 'skip'],
      ],
      'missing cannot tell',
    ],
    ['cannot tell is missing, and known to be', [[1, 'Unclear']], 'missing cannot tell'],
    [
      'a change of mind to cannot tell counts',
      [
        [1, 'Egg', 1],
        [1, 'Unclear', 2],
      ],
      'missing cannot tell',
    ],
    ['what is no class of the loop is missing', [[1, 'Burger']], 'missing'],
    ['an empty answer is missing', [[1, null]], 'missing'],
  ])('%s', (_, said, expected) => {
    expect(outcome(1, ...said)).toBe(expected);
  });
});

describe('with several annotators', () => {
  test.each<[number, string, Said[], string]>([
    [
      2,
      'both agree',
      [
        [1, 'Egg'],
        [2, 'Egg'],
      ],
      'labelled 1',
    ],
    [
      2,
      'they differ',
      [
        [1, 'Egg'],
        [2, 'Soup'],
      ],
      'disputed',
    ],
    [
      2,
      'they differ and one more decides',
      [
        [1, 'Egg'],
        [2, 'Soup'],
        [3, 'Soup'],
      ],
      'labelled 2',
    ],
    [2, 'only one answered', [[1, 'Egg']], 'missing'],
    [
      2,
      'one answered and one cannot tell',
      [
        [1, 'Egg'],
        [2, 'Unclear'],
      ],
      'missing cannot tell',
    ],
    [
      2,
      'one answered and one skipped',
      [
        [1, 'Egg'],
        [2, 'skip'],
      ],
      'missing',
    ],
    [
      3,
      'two of three agree',
      [
        [1, 'Egg'],
        [2, 'Soup'],
        [3, 'Egg'],
      ],
      'labelled 1',
    ],
    [
      3,
      'two of three agree before the third came',
      [
        [1, 'Egg'],
        [2, 'Egg'],
      ],
      'labelled 1',
    ],
    [
      3,
      'two say none of these',
      [
        [1, 'None'],
        [2, 'None'],
        [3, 'Egg'],
      ],
      'labelled none',
    ],
    [
      3,
      'a class and none of these tie',
      [
        [1, 'None'],
        [2, 'Egg'],
      ],
      'disputed',
    ],
    [
      3,
      'three different',
      [
        [1, 'Egg'],
        [2, 'Soup'],
        [3, 'Bread'],
      ],
      'disputed',
    ],
    [
      4,
      'two, one and one is no majority of four',
      [
        [1, 'Egg'],
        [2, 'Egg'],
        [3, 'Soup'],
        [4, 'Bread'],
      ],
      'disputed',
    ],
    [
      5,
      'three of five',
      [
        [1, 'Egg'],
        [2, 'Egg'],
        [3, 'Egg'],
        [4, 'Soup'],
        [5, 'skip'],
      ],
      'labelled 1',
    ],
  ])('of %d, %s', (annotators, _, said, expected) => {
    expect(outcome(annotators, ...said)).toBe(expected);
  });

  test('one person has one vote, however often they answer', () => {
    expect(outcome(3, [1, 'Egg', 1], [1, 'Egg', 2], [1, 'Egg', 3])).toBe('missing');
  });

  test('of two answers at the same moment the newer one counts', () => {
    expect(outcome(1, [1, 'Egg', 1], [1, 'Soup', 1])).toBe('labelled 2');
  });

  test('users who were deleted, all of the id 0, have a vote each', () => {
    expect(outcome(3, [0, 'Egg'], [0, 'Egg'], [1, 'Soup'])).toBe('labelled 1');
    expect(outcome(2, [0, 'Egg'], [0, 'Soup'])).toBe('disputed');
    expect(outcome(1, [0, 'skip'], [0, 'Egg'])).toBe('labelled 1');
  });
});

test('every person is among the votes, in a fixed order, with what they last said', () => {
  const { votes, unknownAnswers } = resolve(3, [7, 'skip'], [2, 'Burger', 4], [5, 'Egg', 1], [5, 'Soup', 3]);
  expect(votes.map(({ annotator, vote }) => [annotator, vote])).toEqual([
    [2, 'unknown'],
    [5, 2],
    [7, 'skip'],
  ]);
  expect(votes[1]?.at).toBe('2026-11-21T02:03:00.000Z');
  expect(unknownAnswers).toEqual(['Burger']);
});

test('an item that changed is superseded whatever people said, and their votes are kept', () => {
  const answers = [answer([1, 'Egg'])];
  expect(resolveItem({ answers, annotators: 1, superseded: true, meaning })).toMatchObject({
    status: 'superseded',
    classId: null,
    votes: [{ annotator: 1, vote: 1 }],
  });
});

describe('any answers', () => {
  const said = fc.tuple(
    // 0 is any user who was deleted.
    fc.integer({ min: 0, max: 4 }),
    fc.constantFrom('Bread', 'Egg', 'None', 'Unclear', 'Burger', 'skip', null),
    fc.nat(5),
  );
  const answers = fc.array(said, { maxLength: 8 }).map((all) => all.map((one) => answer(one as Said)));
  const annotators = fc.integer({ min: 1, max: 5 });

  test('resolve the same in any order, and seen twice', () => {
    fc.assert(
      fc.property(
        annotators,
        answers.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        (k, [all, shuffled]) => {
          const given = { annotators: k, superseded: false, meaning };
          const once = resolveItem({ answers: all, ...given });
          expect(resolveItem({ answers: shuffled, ...given })).toEqual(once);
          expect(resolveItem({ answers: [...all, ...shuffled], ...given })).toEqual(once);
        },
      ),
    );
  });

  test('give a label only to what more than half of those asked and of those who decided chose', () => {
    fc.assert(
      fc.property(annotators, answers, (k, all) => {
        const { status, classId, noneOfThese, votes } = resolveItem({
          answers: all,
          annotators: k,
          superseded: false,
          meaning,
        });
        const deciding = votes.filter(({ vote }) => typeof vote === 'number' || vote === 'none');
        const chosen = votes.filter(({ vote }) => vote === (noneOfThese ? 'none' : classId)).length;
        expect(status === 'labelled').toBe(classId !== null || noneOfThese);
        if (status === 'labelled') expect(2 * chosen).toBeGreaterThan(Math.max(k, deciding.length));
      }),
    );
  });

  test('never lose what more than half chose, nor when one more person chooses it too', () => {
    const choices = [0, 1, 'none'] as const;
    const texts = { 0: 'Bread', 1: 'Egg', none: 'None' };
    fc.assert(
      fc.property(annotators, answers, (k, all) => {
        const given = { annotators: k, superseded: false, meaning };
        const { votes } = resolveItem({ answers: all, ...given });
        const deciding = votes.filter(({ vote }) => typeof vote === 'number' || vote === 'none').length;
        for (const choice of choices) {
          const chosen = votes.filter(({ vote }) => vote === choice).length;
          if (2 * chosen <= Math.max(k, deciding)) continue;
          const label = {
            status: 'labelled',
            classId: choice === 'none' ? null : choice,
            noneOfThese: choice === 'none',
          };
          expect(resolveItem({ answers: all, ...given })).toMatchObject(label);
          const more = [...all, answer([9, texts[choice]])];
          expect(resolveItem({ answers: more, ...given })).toMatchObject(label);
        }
      }),
    );
  });

  test('mean the same, whoever gave them', () => {
    fc.assert(
      fc.property(annotators, answers, fc.shuffledSubarray([1, 2, 3, 4], { minLength: 4 }), (k, all, names) => {
        const given = { annotators: k, superseded: false, meaning };
        const renamed = all.map((one) => ({ ...one, annotator: names[one.annotator - 1] ?? one.annotator }));
        const { votes, unknownAnswers, ...once } = resolveItem({ answers: all, ...given });
        const other = resolveItem({ answers: renamed, ...given });
        expect(other).toMatchObject(once);
        expect(other.votes).toHaveLength(votes.length);
        expect([...other.unknownAnswers].sort()).toEqual([...unknownAnswers].sort());
      }),
    );
  });

  test('give the same label when somebody else skips, cannot tell, or says what no class is', () => {
    fc.assert(
      fc.property(annotators, answers, fc.constantFrom('skip', 'Unclear', 'Burger', null), (k, all, more) => {
        const given = { annotators: k, superseded: false, meaning };
        const { status, classId, noneOfThese } = resolveItem({ answers: all, ...given });
        const after = resolveItem({ answers: [...all, answer([9, more] as Said)], ...given });
        if (status === 'labelled' || status === 'disputed')
          expect(after).toMatchObject({ status, classId, noneOfThese });
        else expect(after).toMatchObject({ classId: null, noneOfThese: false });
      }),
    );
  });

  test('of two who differ are decided by the third, whoever that agrees with', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['Bread', 'Egg', 'None'], { minLength: 2, maxLength: 2 }),
        fc.nat(1),
        (two, who) => {
          const [a, b] = two as [string, string];
          expect(outcome(2, [1, a], [2, b])).toBe('disputed');
          const decided = outcome(2, [1, a], [2, b], [3, who === 0 ? a : b]);
          expect(decided).toBe(outcome(1, [1, who === 0 ? a : b]));
        },
      ),
    );
  });
});
