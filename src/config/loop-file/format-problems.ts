import { linesOf } from './lines';
import type { Problem } from './problem';

const WIDEST = 100;

/**
 * Problems as a compiler prints them: place, message, the source line with a caret, and what to write instead.
 *
 * @param kind put before each message, such as 'warning: '
 * @param source the file's text; empty where it could not be read, and then no line is shown
 */
export function formatProblems(problems: readonly Problem[], source: string, kind = ''): string {
  const lines = linesOf(source);
  return problems
    .map((problem) => formatProblem(problem, source === '' ? undefined : lines[problem.line - 1], kind))
    .join('\n\n');
}

function formatProblem(problem: Problem, sourceLine: string | undefined, kind: string): string {
  if (sourceLine === undefined) return `${problem.file}: ${kind}${problem.message}\n  = ${problem.instead}`;
  const number = String(problem.line);
  const gutter = ' '.repeat(number.length);
  const { text, caret } = excerpt(sourceLine, problem.column - 1);
  return [
    `${problem.file}:${problem.line}:${problem.column}: ${kind}${printable(problem.message)}`,
    `  ${number} | ${text}`,
    `  ${gutter} | ${' '.repeat(caret)}^`,
    `  ${gutter} = ${printable(problem.instead)}`,
  ].join('\n');
}

/** The part of a long line that the caret stands in. */
function excerpt(line: string, at: number): { text: string; caret: number } {
  const plain = printable(line.replaceAll('\t', ' '));
  if (plain.length <= WIDEST) return { text: plain, caret: at };
  const from = Math.max(0, Math.min(at - WIDEST / 2, plain.length - WIDEST));
  const head = from > 0 ? '…' : '';
  const tail = from + WIDEST < plain.length ? '…' : '';
  return { text: `${head}${plain.slice(from, from + WIDEST)}${tail}`, caret: at - from + head.length };
}

/** A loop file may come from a stranger's pull request: nothing in it may steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD');
}
