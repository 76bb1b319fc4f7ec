import type { LoopConfig } from '../../../contracts/loop-config';
import { isPicky, isUnlimited } from '../../../domain/drawing/strategies';
import { durationInWords } from '../../durations';
import { formatShare } from '../../shares';
import type { Report } from '../problem';

/** With 30 answers a Wilson interval at 95% is up to 34 points wide. */
const FEW_ANSWERS = 30;

/** What is allowed and seldom meant. */
export function warnOf(config: LoopConfig, warn: Report): void {
  const { annotation, schedule, maxOpenRounds, evaluation, retraining } = config;
  if (annotation.images === 'presigned' && annotation.closeMs > annotation.until.deadlineMs) {
    warn(
      ['annotation', 'images'],
      'presigned images no longer open when late answers are given, after the deadline',
      'write images: link, or close: as long as the deadline',
    );
  }
  if (schedule.kind === 'interval' && schedule.everyMs * maxOpenRounds < annotation.until.deadlineMs) {
    const full = durationInWords(schedule.everyMs * maxOpenRounds);
    warn(
      ['schedule'],
      `if people take until the deadline, ${maxOpenRounds} rounds are open after ${full}, and then new ones are skipped`,
      'start rounds less often, shorten the deadline, or raise `maxOpenRounds`',
    );
  }
  const size = config.draws.find(({ purpose }) => purpose === 'evaluation')?.size ?? 0;
  if (typeof size === 'number' && size < FEW_ANSWERS) {
    warn(
      ['draws', 0, 'size'],
      `${size} answers say little: the interval may be wider than 30 points`,
      'draw 100 for about ±10 points, 400 for about ±5',
    );
  }
  warnOfPicky(config, warn);
  const { when } = retraining;
  if (when.kind === 'accuracyBelow' && evaluation.target !== null && when.below > evaluation.target) {
    warn(
      ['retraining', 'when'],
      `a model that meets the target (${formatShare(evaluation.target)}) would be retrained all the same`,
      `write accuracyBelow: ${evaluation.target} or less`,
    );
  }
}

/** What is left by a draw that picks by looks or class is no random sample, so a later one measures nothing. */
function warnOfPicky({ draws }: LoopConfig, warn: Report): void {
  const picky = draws.findIndex(isPicky);
  const sample = draws.findLastIndex((draw) => !isPicky(draw) && !isUnlimited(draw) && draw.purpose === 'training');
  if (picky < 0 || sample < picky) return;
  const [before, after] = [draws[picky]?.name, draws[sample]?.name];
  warn(
    ['draws', picky],
    `'${before}' picks before '${after}' draws: labels of '${after}' then tell nothing of the model's accuracy`,
    `put '${before}' last; what it draws is to train on`,
  );
}
