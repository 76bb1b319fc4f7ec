import { CANNOT_TELL, NONE_OF_THESE } from '../../../domain/label-config';
import type { ParsedSections } from '../loop-file-schema';
import type { Path, Report } from '../problem';

/** Choices that the label config adds to the classes. */
const OURS = [NONE_OF_THESE, CANNOT_TELL].map((answer) => answer.toLowerCase());

/** Each name, present or former, stands for one class. */
export function checkClasses({ classes }: ParsedSections, report: Report): void {
  const seen = new Map<string, { position: number; name: string }>();
  const check = (name: string, position: number, path: Path) => {
    const plain = name.normalize('NFC').toLowerCase();
    const earlier = seen.get(plain);
    if (OURS.includes(plain)) {
      report(path, `'${name}' is an answer that Annoloop adds by itself`, 'take it out of `classes`');
    } else if (/\$[A-Za-z_]/.test(name)) {
      report(
        path,
        `Label Studio takes '${name}' for task data, since a letter follows '$'`,
        "write the name without '$'",
      );
    } else if (earlier !== undefined) {
      const why =
        earlier.name.toLowerCase() === name.toLowerCase()
          ? 'capitals make no difference'
          : 'how an accent is stored makes no difference';
      const spelled = earlier.name === name ? '' : `, as '${earlier.name}' (${why})`;
      report(
        path,
        `the class '${name}' is there already${spelled}: entry ${earlier.position + 1}`,
        'give each class its own name',
      );
    } else {
      seen.set(plain, { position, name });
    }
  };
  // Present names first: a former name that another class bears now is the one that is wrong.
  classes?.forEach((entry, index) => {
    check(entry.name, index, entry.was.length > 0 ? ['classes', index, 'name'] : ['classes', index]);
  });
  classes?.forEach((entry, index) => {
    entry.was.forEach((name, at) => {
      check(name, index, ['classes', index, 'was', at]);
    });
  });
}
