import { judgeRule } from '../../src/domain/retraining-rule';

const headline = { value: 0.73, lower: 0.636, upper: 0.807, n: 100, sufficient: true };

describe('judgeRule', () => {
  test('newLabels says how many there are and how many it takes', () => {
    const rule = { kind: 'newLabels', atLeast: 100 } as const;
    expect(judgeRule(rule, { newLabels: 112, headline })).toEqual({
      due: true,
      because: '112 new labels, the rule asks for 100',
    });
    expect(judgeRule(rule, { newLabels: 100, headline }).due).toBe(true);
    expect(judgeRule(rule, { newLabels: 1, headline })).toEqual({
      due: false,
      because: '1 new label, the rule asks for 100',
    });
  });

  test('accuracyBelow compares the estimate and shows its interval', () => {
    expect(judgeRule({ kind: 'accuracyBelow', below: 0.8 }, { newLabels: 0, headline })).toEqual({
      due: true,
      because: 'accuracy is 73.0 % (63.6 to 80.7 %, n = 100); below the 80.0 % of the rule',
    });
    expect(judgeRule({ kind: 'accuracyBelow', below: 0.73 }, { newLabels: 0, headline })).toEqual({
      due: false,
      because: 'accuracy is 73.0 % (63.6 to 80.7 %, n = 100); not below the 73.0 % of the rule',
    });
  });

  test('accuracyBelow does not act on too few answers', () => {
    const few = { ...headline, n: 12, sufficient: false };
    expect(judgeRule({ kind: 'accuracyBelow', below: 0.99 }, { newLabels: 500, headline: few })).toEqual({
      due: false,
      because: expect.stringContaining('too few answers to act on'),
    });
  });

  test('always holds', () => {
    expect(judgeRule({ kind: 'always' }, { newLabels: 0, headline }).due).toBe(true);
  });
});
