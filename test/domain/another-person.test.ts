import type { AnnotationRow, LabelStatus } from '../../src/contracts/rows';
import { needsAnotherPerson, reissueOf } from '../../src/domain/another-person';

let ids = 0;
/** `[person, answer, task]`; the answer 'skip' is a skip. */
type Said = [annotator: number, answer: string, task?: number];
const answer = ([annotator, text, taskId = 1]: Said): AnnotationRow => {
  ids += 1;
  return {
    itemId: 'i',
    purpose: 'training',
    taskId,
    annotationId: ids,
    annotator,
    createdAt: '2026-11-21T02:00:00Z',
    updatedAt: '2026-11-21T02:00:00Z',
    skipped: text === 'skip',
    answer: text === 'skip' ? null : text,
    leadTimeSeconds: null,
  };
};
const reissue = (annotators: number, members: number[], ...said: Said[]) =>
  reissueOf(said.map(answer), annotators, members);

test.each<[LabelStatus, boolean]>([
  ['disputed', true],
  ['skipped', true],
  ['labelled', false],
  ['missing', false],
  ['superseded', false],
])('what is %s goes to another person: %s', (status, expected) => {
  expect(needsAnotherPerson({ status })).toBe(expected);
});

test('a skip of the only annotator goes to a second person', () => {
  expect(reissue(1, [1, 2], [1, 'skip'])).toEqual({ itemId: 'i', taskId: 1, people: 2 });
});

test('a dispute of two goes to a third, and one of three to a fourth', () => {
  expect(reissue(2, [1, 2, 3], [1, 'Egg'], [2, 'Soup'])).toMatchObject({ people: 3 });
  expect(reissue(3, [1, 2, 3, 4], [1, 'Egg'], [2, 'Soup'], [3, 'Bread'])).toMatchObject({ people: 4 });
});

test('nobody is asked who answered or skipped: then it stays as it is', () => {
  expect(reissue(2, [1, 2], [1, 'Egg'], [2, 'Soup'])).toBeNull();
  expect(reissue(2, [1, 2, 3], [1, 'Egg'], [2, 'Soup'], [3, 'skip'])).toBeNull();
  expect(reissue(1, [7], [7, 'skip'])).toBeNull();
  expect(reissue(1, [], [7, 'skip'])).toBeNull();
});

test('with several annotators a skip does not count towards the people that Label Studio waits for', () => {
  expect(reissue(2, [1, 2, 3, 4], [1, 'Egg'], [2, 'Soup'], [3, 'skip'])).toMatchObject({ people: 3 });
});

test('whoever answered several times is one person, and a deleted user is none', () => {
  expect(reissue(2, [1, 2, 3], [1, 'Egg'], [1, 'Bread'], [2, 'Soup'])).toMatchObject({ people: 3 });
  expect(reissue(1, [1, 2, 3], [1, 'Egg'], [0, 'Soup'])).toMatchObject({ people: 2 });
});

test('fewer than the loop asks for is never asked for', () => {
  expect(reissue(3, [1, 2, 3], [1, 'Egg'], [2, 'Soup'])).toMatchObject({ people: 3 });
});

test('of doubles it is the task that most people answered, of several the oldest, in whatever order they come', () => {
  const said: Said[] = [
    [1, 'Egg', 9],
    [2, 'Soup', 4],
    [3, 'Bread', 4],
  ];
  expect(reissue(1, [1, 2, 3, 4], ...said)).toMatchObject({ taskId: 4, people: 3 });
  expect(reissue(1, [1, 2, 3, 4], ...[...said].reverse())).toMatchObject({ taskId: 4, people: 3 });
  expect(reissue(1, [1, 2, 3], [1, 'Egg', 9], [2, 'Soup', 4])).toMatchObject({ taskId: 4, people: 2 });
});
