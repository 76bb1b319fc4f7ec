import { inWords } from '../fields/plain';
import type { Draw } from '../loop-file-schema';
import type { Report } from '../problem';

type Strategy = Draw['strategy'];

/** Which strategies a key has a meaning for, and what to write where it has none. */
const MEANT_FOR: Partial<Record<keyof Draw, { strategies: Strategy[]; instead: string }>> = {
  below: { strategies: ['low-confidence', 'margin'], instead: 'take it out, or write strategy: low-confidence' },
  above: { strategies: ['entropy'], instead: 'take it out, or write strategy: entropy' },
  take: {
    strategies: ['low-confidence', 'margin', 'entropy'],
    instead: 'take it out; `size` alone draws so many at random',
  },
  weights: { strategies: ['class-weighted'], instead: 'take it out, or write strategy: class-weighted' },
  pool: { strategies: ['diverse'], instead: 'take it out, or write strategy: diverse' },
  radius: { strategies: ['diverse'], instead: 'take it out, or write strategy: diverse' },
  perClass: { strategies: ['diverse'], instead: 'take it out, or write strategy: diverse' },
};

/** Keys that stand where they have no meaning. */
export function checkDrawKeys(draw: Draw, report: Report): void {
  const { name, strategy, purpose, size, minPerVersion } = draw;
  for (const [key, { strategies, instead }] of Object.entries(MEANT_FOR)) {
    if (draw[key as keyof Draw] === undefined || strategies.includes(strategy)) continue;
    report([key], `\`${key}\` is for ${inWordsOfAll(strategies)} draws, and '${name}' is ${strategy}`, instead);
  }
  if (purpose === 'evaluation') return;
  if (typeof size === 'object') {
    report(
      ['size'],
      `a margin is for the evaluation draw, and '${name}' is for training`,
      'write how many to draw, such as size: 200',
    );
  }
  if (minPerVersion !== undefined) {
    report(
      ['minPerVersion'],
      `\`minPerVersion\` is for the evaluation draw, and '${name}' is for training`,
      'take it out; write it into the evaluation draw to measure each model version',
    );
  }
}

const inWordsOfAll = (words: readonly string[]): string => inWords(words).replace(' or ', ' and ');
