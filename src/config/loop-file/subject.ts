import type { Path } from './problem';

/** A path as a sentence's subject: `annotation.poll`, "`below` in entry 4 of `draws`", 'entry 3 of `classes`'. */
export function subjectOf(path: Path): string {
  const parts: string[] = [];
  let keys: string[] = [];
  for (const step of path) {
    if (typeof step === 'string') {
      keys.push(step);
    } else {
      parts.unshift(`entry ${step + 1} of \`${keys.join('.')}\``);
      keys = [];
    }
  }
  if (keys.length > 0) parts.unshift(`\`${keys.join('.')}\``);
  return parts.length === 0 ? 'the file' : parts.join(' in ');
}
