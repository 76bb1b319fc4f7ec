import { durationInWords, formatDuration } from '../../durations';
import { formatShare } from '../../shares';
import type { ParsedSections } from '../loop-file-schema';
import type { Report } from '../problem';

/** SigV4: a presigned URL lives at most 604,800 seconds. */
const LONGEST_PRESIGNED_MS = 604_800_000;

/** What the wait for people needs to hold together. */
export function checkAnnotation({ annotation, draws }: ParsedSections, report: Report): void {
  if (annotation === undefined) return;
  const { until, close, poll, images } = annotation;
  if (images === 'presigned' && until.deadline > LONGEST_PRESIGNED_MS) {
    report(
      ['annotation', 'images'],
      `presigned URLs live 7 days at most, and the deadline is ${durationInWords(until.deadline)}`,
      'write images: link, or a deadline of 7d at most',
    );
  }
  if (close !== undefined && close < until.deadline) {
    report(
      ['annotation', 'close'],
      `a round cannot close (${formatDuration(close)}) before its deadline (${formatDuration(until.deadline)})`,
      `write close: ${formatDuration(until.deadline)} or more`,
    );
  }
  if (poll > until.deadline) {
    report(
      ['annotation', 'poll'],
      `\`poll\` (${formatDuration(poll)}) is longer than the deadline (${formatDuration(until.deadline)})`,
      'write a shorter one',
    );
  }
  const size = draws?.find((draw) => draw?.purpose === 'evaluation')?.size;
  const { atLeast } = until.evaluation;
  if (typeof size === 'number' && atLeast !== undefined && atLeast > size) {
    report(
      ['annotation', 'until', 'evaluation', 'atLeast'],
      `${atLeast} answers can never come: the evaluation draw takes ${size}`,
      `write ${size} or less, such as ${formatShare(0.8)} of the draw: ${Math.ceil(size * 0.8)}`,
    );
  }
}
