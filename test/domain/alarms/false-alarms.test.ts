import { alarmsOf } from '../../../src/domain/alarms/alarms';
import { belowTargetAlarm, missAtTarget } from '../../../src/domain/alarms/below-target';
import { calibrationAlarm } from '../../../src/domain/alarms/calibration-alarm';
import { twoInARow } from '../../../src/domain/alarms/two-in-a-row';
import type { WatchedWindow } from '../../../src/domain/alarms/watched-window';
import { calibrationGap } from '../../../src/domain/estimate/calibration-gap';
import { proportionOf } from '../../../src/domain/estimate/proportion';
import { binomial } from '../../../src/domain/planning/binomial';
import { seededRandom, successes } from '../../seeded-random';
import { gapOf, windowWith } from './windows';

const choice = { confidence: 0.95, interval: 'wilson' } as const;
const WEEKS = 52;
const TARGETS = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99];

/** The most right answers with which two windows in a row raise the alarm; it only grows with the number of answers. */
function mostThatRaises(n: number, target: number): number {
  let most = Math.floor(n * (target - 0.3));
  while (belowTargetAlarm([windowWith(most + 1, n), windowWith(most + 1, n)], target, 0.95)?.raised) most += 1;
  return most;
}

/** Chance that one window is such a miss at this accuracy, summed over all results. */
function missAt(accuracy: number, n: number, target: number): number {
  const { from, probabilities } = binomial(n, accuracy);
  const most = mostThatRaises(n, target);
  return probabilities.reduce((sum, chance, at) => (from + at <= most ? sum + chance : sum), 0);
}

/** The first window by which the alarm is raised with this chance. */
function windowsUntil(chance: number, miss: number): number {
  let windows = 2;
  while (twoInARow(windows, miss, 1) < chance) windows += 1;
  return windows;
}

describe('below the target', () => {
  test('the stated chance of a miss is the one that summing over all results gives', () => {
    for (const n of [50, 100, 137]) {
      for (const target of TARGETS) expect(missAtTarget(n, target, 0.95)).toBeCloseTo(missAt(target, n, target), 12);
    }
  });

  test('at exactly the target, looked at weekly, fewer than 3.2 % of years hold a false alarm, for any n and target', () => {
    const rates = [10, 50, 80, 100, 200, 400, 1000, 10_000].flatMap((n) =>
      TARGETS.map((target) => twoInARow(WEEKS, missAtTarget(n, target, 0.95), 1)),
    );
    expect(Math.max(...rates)).toBeLessThan(0.032);
    const atHundred = TARGETS.map((target) => twoInARow(WEEKS, missAtTarget(100, target, 0.95), 1));
    expect(Math.max(...atHundred)).toBeLessThan(0.026);
  });

  test.each([0.7, 0.85, 0.95])('simulated years at a target of %p agree with the Markov chain', (target) => {
    const random = seededRandom(41);
    const most = mostThatRaises(100, target);
    const runs = 1000;
    let years = 0;
    for (let run = 0; run < runs; run += 1) {
      const weeks = Array.from({ length: WEEKS }, () => successes(random, 100, target) <= most);
      if (weeks.some((miss, at) => miss && weeks[at - 1])) years += 1;
    }
    const expected = twoInARow(WEEKS, missAtTarget(100, target, 0.95), 1);
    expect(Math.abs(years / runs - expected)).toBeLessThan(3.5 * Math.sqrt((expected * (1 - expected)) / runs));
  });

  test('a drop to ten points below the target is found within eight weeks four times in five, at 100 answers a week', () => {
    const weeks = [0.7, 0.8, 0.85, 0.9, 0.95].map((target) => windowsUntil(0.8, missAt(target - 0.1, 100, target)));
    expect(weeks).toEqual([8, 6, 4, 4, 2]);
    const with200 = [0.7, 0.8, 0.85, 0.9, 0.95].map((target) => windowsUntil(0.8, missAt(target - 0.1, 200, target)));
    expect(Math.max(...with200)).toBeLessThanOrEqual(3);
  });

  test('the rate is told to the operator', () => {
    const [alarm] = alarmsOf({ windows: [windowWith(90, 100)], drift: [], target: 0.85, confidence: 0.95 });
    expect(alarm?.falseAlarms).toBe(
      'at an accuracy of exactly 85.0 % and 100 answers a window, raised in 2.4 % of years with a window a week, in 16.0 % with one a day; more rarely the better the model is.',
    );
  });
});

describe('calibration', () => {
  test.each([0.75, 0.9])(
    'of years with confidences that mean what they say, accuracy %p, at most 8 % hold a false alarm',
    (accuracy) => {
      const random = seededRandom(42);
      const years = 250;
      const weekOf = (): WatchedWindow => {
        const answers = Array.from({ length: 100 }, () => {
          const confidence = random() ** (1 / accuracy - 1);
          return { confidence, right: random() < confidence };
        });
        const right = proportionOf(answers.filter((answer) => answer.right).length, 100, choice);
        const gap = calibrationGap(answers, right, choice.confidence);
        return windowWith(right.successes, 100, { calibration: { ...gapOf(0, 0, 0), gap } });
      };
      let raised = 0;
      for (let year = 0; year < years; year += 1) {
        const weeks = Array.from({ length: WEEKS }, weekOf);
        if (weeks.some((_, at) => at > 0 && calibrationAlarm(weeks.slice(at - 1, at + 1), 0.95)?.raised)) raised += 1;
      }
      expect(raised / years).toBeLessThan(0.08 + 3 * Math.sqrt((0.08 * 0.92) / years));
    },
  );
});

test('a Markov chain of two windows is two misses, on either side where both count', () => {
  expect(twoInARow(2, 0.1, 1)).toBeCloseTo(0.01, 12);
  expect(twoInARow(2, 0.1, 2)).toBeCloseTo(0.02, 12);
  expect(twoInARow(1, 0.1, 1)).toBe(0);
  // Of the eight outcomes of three windows: MMM, MMh, hMM.
  expect(twoInARow(3, 0.5, 1)).toBeCloseTo(3 / 8, 12);
});
