import type { ActivityOptions } from '@temporalio/workflow';
import { FAILURES } from '../../src/contracts/failures';
import * as options from '../../workflows/activity-options';

const SECOND = 1000;
const HOUR = 3_600_000;

const ms = (duration: unknown): number => {
  const [, count, unit] = /^(\d+)(s|m|h)$/.exec(String(duration)) ?? [];
  return Number(count) * { s: SECOND, m: 60 * SECOND, h: HOUR }[(unit ?? 's') as 's' | 'm' | 'h'];
};

/** How long after an outage the first attempt comes, at the worst: every attempt within it fails at once. */
function delayAfter(outageMs: number, { retry }: ActivityOptions): number {
  const longest = retry?.maximumInterval === undefined ? Number.POSITIVE_INFINITY : ms(retry.maximumInterval);
  let at = 0;
  let pause = ms(retry?.initialInterval);
  while (at < outageMs) {
    at += pause;
    pause = Math.min(longest, pause * (retry?.backoffCoefficient ?? 2));
  }
  return at - outageMs;
}

const steps: Record<string, ActivityOptions> = {
  light: options.light,
  census: options.census,
  data: options.data,
  labelStudio: options.labelStudio,
  waiting: options.waiting,
};

test.each(Object.entries(steps))('an outage costs a step little more than its own length: %s', (_, of) => {
  for (const outage of [10 * SECOND, 60 * SECOND, 10 * 60 * SECOND, HOUR, 24 * HOUR]) {
    expect(delayAfter(outage, of)).toBeLessThanOrEqual(Math.min(60 * SECOND, Math.max(outage, 10 * SECOND)));
  }
});

test.each(Object.entries(steps))('no outage is too long for a step of a claimed round: %s', (_, of) => {
  expect(of.retry?.maximumAttempts).toBeUndefined();
  expect(of.scheduleToCloseTimeout).toBeUndefined();
  expect(of.scheduleToStartTimeout).toBeUndefined();
});

test('a server that does not answer is waited for, whichever it is', () => {
  expect(FAILURES.StoreUnavailable.handling).toBe('retries');
  expect(FAILURES.LabelStudioUnavailable.handling).toBe('retries');
});
