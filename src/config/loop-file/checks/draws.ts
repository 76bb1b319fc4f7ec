import { nearest } from '../did-you-mean';
import { tagKeyFlaw } from '../fields/tag-key';
import type { Draw, ParsedSections } from '../loop-file-schema';
import type { Report } from '../problem';

/** What each draw needs and may not have, and that names and classes exist once. */
export function checkDraws({ draws, classes }: ParsedSections, report: Report): void {
  const names = new Map<string, number>();
  draws?.forEach((draw, index) => {
    if (draw === undefined) return;
    const earlier = names.get(draw.name);
    if (earlier !== undefined) {
      report(
        ['draws', index, 'name'],
        `entry ${earlier + 1} of \`draws\` is named '${draw.name}' already`,
        'give each draw its own name',
      );
    } else {
      names.set(draw.name, index);
    }
    checkDraw(draw, (path, message, instead) => report(['draws', index, ...path], message, instead));
    if (classes !== undefined) {
      const classNames = classes.map(({ name }) => name);
      checkWhere(draw, classNames, (path, message, instead) =>
        report(['draws', index, 'where', ...path], message, instead),
      );
    }
  });
}

function checkDraw(draw: Draw, report: Report): void {
  const { name, strategy, size, below, take } = draw;
  if (strategy !== 'low-confidence') {
    if (below !== undefined)
      report(
        ['below'],
        `\`below\` is for low-confidence draws, and '${name}' is ${strategy}`,
        'take it out, or write strategy: low-confidence',
      );
    if (take !== undefined)
      report(
        ['take'],
        `\`take\` is for low-confidence draws, and '${name}' is ${strategy}`,
        'take it out; `size` alone draws so many at random',
      );
    if (strategy === 'random' && size === undefined)
      report(
        [],
        `the random draw '${name}' has no \`size\``,
        'say how many to draw, such as size: 100; strategy: all takes everything',
      );
    return;
  }
  if (below === undefined)
    report(
      [],
      `the low-confidence draw '${name}' has no \`below\``,
      'say below which confidence images are drawn, such as below: 0.7',
    );
  if (take === 'sample' || take === 'lowest') {
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
        : `it is not said which ${size} images to take`;
    report(
      ['size'],
      said,
      'write take: sample for a random sample, take: lowest for the least confident, or leave `size` out',
    );
  }
}

function checkWhere({ where }: Draw, classes: readonly string[], report: Report): void {
  where?.predictedClass?.forEach((name, index) => {
    if (classes.includes(name)) return;
    const near = nearest(name, classes);
    report(
      ['predictedClass', index],
      `'${name}' is none of \`classes\``,
      near === null ? 'write the name of a class as it stands in `classes`' : `did you mean ${near}?`,
    );
  });
  for (const key of Object.keys(where?.tags ?? {})) {
    const flaw = tagKeyFlaw(key);
    if (flaw !== null)
      report(['tags', key], `no image has a tag '${key}': ${flaw}`, "write the tag's key as production writes it");
  }
}
