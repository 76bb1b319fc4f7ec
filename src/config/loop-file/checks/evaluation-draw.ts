import type { ParsedSections } from '../loop-file-schema';
import type { Report } from '../problem';

const EXAMPLE = '{ name: evaluation, strategy: random, size: 100, purpose: evaluation }';

/** Exactly one evaluation draw, random, of everything, and before the others have taken their share. */
export function checkEvaluationDraw({ draws }: ParsedSections, report: Report): void {
  if (draws === undefined || draws.length === 0) return;
  let first: number | null = null;
  for (const [index, draw] of draws.entries()) {
    if (draw?.purpose !== 'evaluation') continue;
    if (first !== null) {
      report(
        ['draws', index, 'purpose'],
        `there is an evaluation draw already: '${draws[first]?.name}'`,
        'write purpose: training; one random sample measures the model',
      );
      continue;
    }
    first = index;
    if (draw.strategy !== 'random') {
      report(
        ['draws', index, 'strategy'],
        `an evaluation draw must be random: ${draw.strategy} images say nothing about the others`,
        'write strategy: random with a size, or purpose: training',
      );
    } else if (index > 0) {
      report(
        ['draws', index],
        `the evaluation draw '${draw.name}' must come first: what others took before is no longer random`,
        'move it to the top of `draws`',
      );
    }
    if (draw.where !== undefined) {
      report(
        ['draws', index, 'where'],
        'an evaluation draw is taken from everything, so it has no `where`',
        'take it out; a training draw may have one',
      );
    }
  }
  // With a draw that could not be read, it may be the one.
  if (first === null && !draws.includes(undefined)) {
    report(
      ['draws'],
      'no draw measures the model: one must be random with purpose: evaluation',
      `put ${EXAMPLE} first`,
    );
  }
}
