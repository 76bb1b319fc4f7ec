import { z } from 'zod';
import { cronFlaw } from '../fields/cron';
import { duration } from '../fields/duration';
import { section } from '../fields/section';
import { timezoneFlaw } from '../fields/timezone';
import { inOneMessage, wanting } from '../fields/words';

const CRON_ADVICE = "write five fields in quotes, such as '0 6 * * 1-5', or @hourly, @daily, @weekly";

const cron = z.string({ error: wanting('a cron expression', CRON_ADVICE) }).check((context) => {
  const flaw = cronFlaw(context.value);
  if (flaw === null) return;
  const instead = context.value.startsWith('@every') ? 'write `every: 24h` in place of `cron`' : CRON_ADVICE;
  context.issues.push({
    code: 'custom',
    input: context.value,
    message: inOneMessage({ wrong: `cannot be read: ${flaw}`, instead }),
  });
});

const timezone = z
  .string({ error: wanting('a time zone', 'write an IANA name, such as Europe/Berlin or UTC') })
  .check((context) => {
    const flaw = timezoneFlaw(context.value);
    if (flaw !== null) context.issues.push({ code: 'custom', input: context.value, message: inOneMessage(flaw) });
  });

export const scheduleSchema = section('schedule: { every: 24h }', {
  every: duration('1m').optional().describe('A round each time this long has passed, counted from midnight UTC.'),
  offset: duration('0s').optional().describe('Shifts `every`: { every: 24h, offset: 6h } starts rounds at 06:00 UTC.'),
  cron: cron.optional().describe('Five fields (minute, hour, day, month, weekday) or @daily, in place of `every`.'),
  timezone: timezone.optional().describe('IANA name of the zone that `cron` is read in. Default: UTC.'),
});
