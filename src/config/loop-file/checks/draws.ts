import { nearest } from '../did-you-mean';
import { tagKeyFlaw } from '../fields/tag-key';
import type { Draw, ParsedSections } from '../loop-file-schema';
import type { Path, Report } from '../problem';
import { checkDrawKeys } from './draw-keys';
import { checkDrawSizes } from './draw-sizes';

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
    const reportHere: Report = (path, message, instead) => report(['draws', index, ...path], message, instead);
    checkDrawKeys(draw, reportHere);
    checkDrawSizes(draw, reportHere);
    const classNames = classes?.map(({ name }) => name);
    if (classNames === undefined) return;
    checkWhere(draw, classNames, (path, message, instead) => reportHere(['where', ...path], message, instead));
    checkWeights(draw, classNames, reportHere);
  });
}

function checkWhere({ where }: Draw, classes: readonly string[], report: Report): void {
  for (const [index, name] of (where?.predictedClass ?? []).entries()) {
    checkClass(name, classes, ['predictedClass', index], report);
  }
  for (const key of Object.keys(where?.tags ?? {})) {
    const flaw = tagKeyFlaw(key);
    if (flaw !== null)
      report(['tags', key], `no image has a tag '${key}': ${flaw}`, "write the tag's key as production writes it");
  }
}

function checkWeights({ weights }: Draw, classes: readonly string[], report: Report): void {
  if (weights === undefined) return;
  for (const name of Object.keys(weights)) checkClass(name, classes, ['weights', name], report);
  if (classes.every((name) => weights[name] === 0)) {
    report(['weights'], 'every class has weight 0, so nothing would be drawn', 'give one of them a number such as 5');
  }
}

function checkClass(name: string, classes: readonly string[], path: Path, report: Report): void {
  if (classes.includes(name)) return;
  const near = nearest(name, classes);
  report(
    path,
    `'${name}' is none of \`classes\``,
    near === null ? 'write the name of a class as it stands in `classes`' : `did you mean ${near}?`,
  );
}
