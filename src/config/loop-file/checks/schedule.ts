import { formatDuration } from '../../durations';
import type { ParsedSections } from '../loop-file-schema';
import type { Report } from '../problem';

/** Either an interval or a cron expression, each with what belongs to it. */
export function checkSchedule({ schedule }: ParsedSections, report: Report): void {
  if (schedule === undefined) return;
  const { every, offset, cron, timezone } = schedule;
  if (every === undefined && cron === undefined) {
    report(
      ['schedule'],
      'the schedule says neither `every` nor `cron`',
      "write { every: 24h } or { cron: '0 6 * * *', timezone: Europe/Berlin }",
    );
  }
  if (every !== undefined && cron !== undefined) {
    report(['schedule', 'cron'], 'the schedule says both `every` and `cron`', 'keep one of them');
  }
  if (timezone !== undefined && cron === undefined) {
    report(
      ['schedule', 'timezone'],
      '`timezone` belongs to `cron`; `every` counts in UTC',
      'take it out, or write a `cron` expression in place of `every`',
    );
  }
  if (offset !== undefined && cron !== undefined && every === undefined) {
    report(
      ['schedule', 'offset'],
      '`offset` belongs to `every`',
      'take it out and put the hour into the `cron` expression',
    );
  }
  if (offset !== undefined && every !== undefined && offset >= every) {
    report(
      ['schedule', 'offset'],
      `\`offset\` must be shorter than \`every\` (${formatDuration(every)}), not ${formatDuration(offset)}`,
      'write a shorter one',
    );
  }
}
