import { explained } from '../../src/cli/explain';
import { CommandFailure, reportFailure } from '../../src/cli/failure';
import { createRedaction } from '../../src/secrecy/redaction';
import { StackError } from '../../src/stack/stack-error';
import { SearchAttributesMissing } from '../../src/temporal/search-attributes';

function reported(error: unknown, verbose = false) {
  const lines: string[] = [];
  const code = reportFailure(error, { verbose, redact: createRedaction([]), print: (text) => lines.push(text) });
  return { code, text: lines.join('\n') };
}

it('says what is wrong and what to do, without a stack trace', () => {
  expect(reported(new CommandFailure('The loop is not there.', 'Apply it first.', 3))).toEqual({
    code: 3,
    text: 'Error: The loop is not there.\nApply it first.',
  });
});

it('gives a failed part of the stack its own exit code', () => {
  expect(reported(new StackError('It ended.', 'Look.', 'part')).code).toBe(4);
  expect(reported(new StackError('A port is in use.', 'Move it.')).code).toBe(1);
});

it('offers --verbose for what nobody foresaw, and shows the stack there', () => {
  const surprise = new TypeError('x is not a function');
  expect(reported(surprise)).toEqual({
    code: 1,
    text: 'Error: x is not a function\nRun it again with --verbose to see where this comes from.',
  });
  expect(reported(surprise, true).text).toContain('failure.test.ts');
});

it('ends with an exit code of the table, whatever an error carries', () => {
  expect(reported(Object.assign(new Error('odd'), { exitCode: 77 })).code).toBe(1);
  expect(reported('just text')).toMatchObject({ code: 1, text: expect.stringContaining('Error: just text') });
});

it('says how to register search attributes by hand, in a sentence of its own', () => {
  const missing = new SearchAttributesMissing('food', ['AnnoloopLoop'], 'they could not be registered: denied');
  expect(reported(explained(missing))).toEqual({
    code: 6,
    text:
      "Error: namespace 'food' lacks the search attributes AnnoloopLoop (they could not be registered: denied)\n" +
      'Start again, or register them: temporal operator search-attribute create --namespace food --name AnnoloopLoop --type Keyword',
  });
});
