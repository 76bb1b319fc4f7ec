import { readScores } from '../../src/domain/scores';

const registry = (...retired: boolean[]) => ({
  version: 1,
  classes: retired.map((gone, id) => ({ id, name: `class ${id}`, aliases: [], retired: gone })),
});
const three = registry(false, false, false);

describe('readScores', () => {
  test.each([
    ['0.7 0.2 0.1', { 0: 0.7, 1: 0.2, 2: 0.1 }],
    ['0.7:0.2:0.1', { 0: 0.7, 1: 0.2, 2: 0.1 }],
    ['  1  0 0 ', { 0: 1, 1: 0, 2: 0 }],
    ['.5 5e-1 0', { 0: 0.5, 1: 0.5, 2: 0 }],
    ['02=0.9 00=0.05', { 2: 0.9, 0: 0.05 }],
    ['2=0.9:1=0.1', { 2: 0.9, 1: 0.1 }],
    ['1=1', { 1: 1 }],
  ])('reads %s', (text, scores) => {
    expect(readScores(text, three)).toEqual(scores);
  });

  test.each([
    ['0.7 0.2 0.05 0.05', 'more than there are classes'],
    ['0.7 0.2 high', 'no number'],
    ['1.2 0 0', 'above 1'],
    ['-0.2 1 0', 'below 0'],
    ['NaN 0 0', 'not a number'],
    ['0,7 0,2 0,1', 'decimal commas'],
    ['03=0.7', 'an unknown class'],
    ['00=0.7 0=0.2', 'one class twice'],
    ['00=0.7 0.2', 'two ways at once'],
    ['bread=0.7', 'a name'],
    ['0.7', 'of which class'],
    [' : ', 'nothing'],
  ])('does not guess at %s: %s', (text) => {
    expect(readScores(text, three)).toBeNull();
  });

  test('a model that does not know the newest classes states fewer scores', () => {
    expect(readScores('0.7 0.3', three)).toEqual({ 0: 0.7, 1: 0.3 });
  });

  test('with retired classes a list is of those that are left, or of all; what could be either is refused', () => {
    const some = registry(false, true, false);
    expect(readScores('0.7 0.3', some)).toEqual({ 0: 0.7, 2: 0.3 });
    expect(readScores('0.7 0.1 0.2', some)).toEqual({ 0: 0.7, 1: 0.1, 2: 0.2 });
    expect(readScores('0.7', some)).toBeNull();
  });

  test('eleven classes with two decimals fit into the 256 characters of a tag', () => {
    const eleven = registry(...new Array<boolean>(11).fill(false));
    const text = new Array<string>(11).fill('0.09').join(' ');
    expect(text.length).toBeLessThan(256);
    expect(Object.keys(readScores(text, eleven) ?? {})).toHaveLength(11);
  });
});
