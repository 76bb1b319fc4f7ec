import { basename } from 'node:path';
import { type PromiseNumber, promiseOf } from './promises';
import { SEED_VARIABLE } from './seed';
import { tallied } from './tally';

/** The part of Jest's results that is read here; its own types come with a package of their own. */
interface SuiteResult {
  testFilePath: string;
  numFailingTests: number;
  /** Set where the file could not even be loaded. */
  testExecError?: unknown;
  testResults: { ancestorTitles: string[]; status: string; duration?: number | null }[];
}

interface Line {
  fault: string;
  failed: number;
  minutes: number;
}

/** Jest's reporter of a long run: how to repeat what failed, and at the end a line per promise. */
export default class SummaryReporter {
  onTestResult(_test: unknown, { testFilePath, numFailingTests, testExecError }: SuiteResult): void {
    if (numFailingTests === 0 && !testExecError) return;
    console.log(`\nTo repeat it: ${seed()} npm run test:chaos -- ${basename(testFilePath, '.chaos.ts')}\n`);
  }

  onRunComplete(_contexts: unknown, { testResults: suites }: { testResults: SuiteResult[] }): void {
    console.log(`\n${seed()}`);
    for (const [number, line] of [...linesOf(suites)].sort(([one], [other]) => one - other)) {
      const verdict = line.failed === 0 ? 'kept' : `BROKEN in ${line.failed}`;
      const counts = tallied(number) || 'nothing counted';
      console.log(
        `promise ${String(number).padEnd(3)} ${line.fault.padEnd(38)} ${counts}, ${line.minutes.toFixed(1)} min: ${verdict}`,
      );
    }
    for (const { testFilePath, testExecError } of suites) {
      if (testExecError) console.log(`${basename(testFilePath)} could not run`);
    }
  }
}

function linesOf(suites: readonly SuiteResult[]): Map<PromiseNumber, Line> {
  const lines = new Map<PromiseNumber, Line>();
  for (const { ancestorTitles, status, duration } of suites.flatMap(({ testResults }) => testResults)) {
    const named = ancestorTitles.map(promiseOf).find((found) => found !== null);
    if (!named || (status !== 'passed' && status !== 'failed')) continue;
    const line = lines.get(named.number) ?? { fault: named.fault, failed: 0, minutes: 0 };
    if (status === 'failed') line.failed += 1;
    line.minutes += (duration ?? 0) / 60_000;
    lines.set(named.number, line);
  }
  return lines;
}

const seed = (): string => `${SEED_VARIABLE}=${process.env[SEED_VARIABLE] ?? '?'}`;
