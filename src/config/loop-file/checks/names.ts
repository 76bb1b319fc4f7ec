import type { ParsedSections } from '../loop-file-schema';
import type { Report } from '../problem';

/** Label Studio takes titles of 3 to 50 characters, and ours end in ' · evaluation'. */
const LONGEST_PROJECT = 36;

/** The loop's name and the project's, which names of workflows and Label Studio projects are made of. */
export function checkNames({ name, annotation }: ParsedSections, report: Report): void {
  if (name === undefined) return;
  // Ids of rounds and gates are built of the name and taken apart again.
  for (const ending of ['-round', '-retraining']) {
    if (name.endsWith(ending)) {
      report(
        ['name'],
        `the loop's name may not end in '${ending}', which Annoloop appends itself`,
        `write ${name.slice(0, -ending.length)}`,
      );
    }
  }
  if (
    annotation !== undefined &&
    annotation.project === undefined &&
    (name.length < 3 || name.length > LONGEST_PROJECT)
  ) {
    report(
      ['name'],
      `the Label Studio projects are named after the loop, and '${name}' has ${name.length} characters`,
      `set \`annotation.project\` to a name of 3 to ${LONGEST_PROJECT} characters`,
    );
  }
}
