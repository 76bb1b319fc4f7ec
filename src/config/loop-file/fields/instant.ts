import { z } from 'zod';
import { formatInstant } from '../../../domain/windows';
import { wanting } from './words';

const FORM = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/;

const error = wanting(
  'a date, or an instant with its zone',
  'write a date such as 2026-11-01 (its midnight in UTC) or an instant such as 2026-11-01T06:30:00Z',
);

/** A date or an instant, read as ISO 8601 UTC on whole seconds: windows have no finer grain. */
export function instant() {
  return z
    .string({ error })
    .regex(FORM, { error })
    .transform((value, context) => {
      const at = new Date(value);
      // Date accepts 2026-02-30 and moves on to March.
      const exists = !Number.isNaN(at.getTime()) && dayExists(value.slice(0, 10));
      if (exists) return formatInstant(at.getTime());
      context.addIssue({ code: 'custom', message: error({ input: value }), input: value });
      return z.NEVER;
    });
}

function dayExists(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
