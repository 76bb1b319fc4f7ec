import type { Alarm } from '../../contracts/alarms';
import { clopperPearsonInterval } from '../estimate/clopper-pearson';
import { incompleteBeta } from '../estimate/incomplete-beta';
import { percent } from '../headline';
import { perYear, twoInARow } from './two-in-a-row';
import { lastTwo, type WatchedWindow } from './watched-window';

/**
 * Raised when accuracy in production is shown to lie below the target twice in a row: when the upper bounds of the last
 * two windows do. Whether one model predicted in both or a new one is as bad as the one before is nothing to users. The
 * bounds are the exact ones (Clopper-Pearson) whatever interval the loop prints: a model at its target is then taken
 * for worse in at most one window of forty, for any number of answers and any target. By Wilson's it would be one of
 * twelve at 100 answers and a target of 99 %.
 * @param newestFirst windows by their start
 * @param target the accuracy that the team wants, 0..1; null: none is stated
 * @param confidence level of the two-sided interval, such as 0.95
 * @returns null without a target, or without a window with answers enough
 */
export function belowTargetAlarm(
  newestFirst: readonly WatchedWindow[],
  target: number | null,
  confidence: number,
): Alarm | null {
  const windows = lastTwo(newestFirst);
  const [newest] = windows;
  if (target === null || newest === undefined) return null;
  const found = windows.map((window) => {
    const { successes, n } = window.accuracy;
    return { window, upper: clopperPearsonInterval(successes, n, confidence).upper };
  });
  const below = found.filter(({ upper }) => upper < target);
  const numbers = found.map(({ window, upper }) => describe(window, upper)).join(', and before that ');
  const raised = below.length === 2;
  return {
    kind: 'below-target',
    raised,
    says: `${verdict(raised, target)}: ${numbers}.`,
    falseAlarms: falseAlarms(newest.accuracy.n, target, confidence),
  };
}

function verdict(raised: boolean, target: number): string {
  const than = `the target of ${percent(target)}`;
  return raised
    ? `The accuracy in production lies below ${than}, for even the upper bounds of two windows in a row do`
    : `The accuracy in production is not shown to lie below ${than}, for which the upper bounds of two windows in a row must`;
}

const describe = ({ round, accuracy }: WatchedWindow, upper: number): string =>
  `${percent(accuracy.value ?? 0)}, at most ${percent(upper)} (n = ${accuracy.n}, round ${round})`;

/**
 * The chance that the exact upper bound lies below an accuracy of just the target: that of the greatest number of right
 * answers which is less likely than the tail to be undercut.
 */
export function missAtTarget(n: number, target: number, confidence: number): number {
  const atMost = (right: number) => (right < 0 ? 0 : right >= n ? 1 : incompleteBeta(1 - target, n - right, right + 1));
  const tail = (1 - confidence) / 2;
  let [miss, hit] = [-1, n];
  while (hit - miss > 1) {
    const middle = Math.floor((miss + hit) / 2);
    if (atMost(middle) < tail) miss = middle;
    else hit = middle;
  }
  return atMost(miss);
}

function falseAlarms(n: number, target: number, confidence: number): string {
  const miss = missAtTarget(n, target, confidence);
  return (
    `at an accuracy of exactly ${percent(target)} and ${n} answers a window, raised ` +
    `${perYear((windows) => twoInARow(windows, miss, 1))}; more rarely the better the model is.`
  );
}
