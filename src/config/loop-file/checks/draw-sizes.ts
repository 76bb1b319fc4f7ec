import type { Draw } from '../loop-file-schema';
import type { Report } from '../problem';

/** That it is said how many images are drawn, and which. */
export function checkDrawSizes(draw: Draw, report: Report): void {
  switch (draw.strategy) {
    case 'random':
      if (draw.size === undefined)
        report(
          [],
          `the random draw '${draw.name}' has no \`size\``,
          'say how many to draw, such as size: 100; strategy: all takes everything',
        );
      return;
    case 'class-weighted':
    case 'diverse':
      checkPicky(draw, report);
      return;
    case 'low-confidence':
      if (draw.below === undefined)
        report(
          [],
          `the low-confidence draw '${draw.name}' has no \`below\``,
          'say below which confidence images are drawn, such as below: 0.7',
        );
      checkTake(draw, 'lowest', report);
      return;
    case 'margin':
      if (draw.below === undefined && draw.take === undefined)
        report(
          [],
          `it is not said which images the margin draw '${draw.name}' takes`,
          'write take: lowest with a size, or below which margin images are drawn, such as below: 0.2',
        );
      checkTake(draw, 'lowest', report);
      return;
    case 'entropy':
      if (draw.above === undefined && draw.take === undefined)
        report(
          [],
          `it is not said which images the entropy draw '${draw.name}' takes`,
          'write take: highest with a size, or above which entropy images are drawn, such as above: 0.5',
        );
      checkTake(draw, 'highest', report);
      return;
  }
}

function checkPicky({ name, strategy, size, pool = 2000 }: Draw, report: Report): void {
  if (size === undefined) {
    report([], `the ${strategy} draw '${name}' has no \`size\``, 'say how many to draw, such as size: 100');
  }
  if (strategy === 'diverse' && typeof size === 'number' && size > pool) {
    report(
      ['size'],
      `${size} images cannot be found among a pool of ${pool}`,
      `write a \`pool\` of ${2 * size} or more, or a smaller \`size\``,
    );
  }
}

/** @param first what this strategy calls the images that the model was least sure of */
function checkTake({ strategy, size, take }: Draw, first: 'lowest' | 'highest', report: Report): void {
  const other = first === 'lowest' ? 'highest' : 'lowest';
  const [least, unsure] = LEAST_SURE[strategy] ?? ['', ''];
  if (take === other) {
    report(['take'], `\`take: ${other}\` would draw what the model was surest of`, `write take: ${first}: ${unsure}`);
  } else if (take === first || take === 'sample') {
    if (size === undefined)
      report(
        ['take'],
        `\`take: ${take}\` needs a \`size\``,
        'say how many to take, such as size: 200, or write take: all',
      );
  } else if (size !== undefined) {
    const said =
      take === 'all'
        ? '`take: all` takes everything, and `size` says how many'
        : `it is not said which ${typeof size === 'number' ? size : ''} images to take`;
    report(
      ['size'],
      said,
      `write take: sample for a random sample, take: ${first} for ${least}, or leave \`size\` out`,
    );
  }
}

const LEAST_SURE: Partial<Record<Draw['strategy'], [string, string]>> = {
  'low-confidence': ['the least confident', 'the lower the confidence, the less sure it was'],
  margin: ['the smallest margins', 'the smaller the margin, the less sure it was'],
  entropy: ['the greatest entropies', 'the higher the entropy, the less sure it was'],
};
