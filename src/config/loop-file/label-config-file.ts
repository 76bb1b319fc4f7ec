import { dirname, resolve } from 'node:path';
import { checkLabelConfig } from '../../domain/own-label-config';
import type { ParsedSections } from './loop-file-schema';
import type { Report } from './problem';
import { readSourceText } from './source-text';

const PATH = ['annotation', 'labelConfig'];

/** The label config that the loop file names, relative to it; null where it names none or it could not be read. */
export async function readLabelConfig(file: string, sections: ParsedSections, report: Report): Promise<string | null> {
  const name = sections.annotation?.labelConfig;
  if (name === undefined) return null;
  const read = await readSourceText(resolve(dirname(file), name));
  if ('flaw' in read) {
    report(PATH, `the label config '${name}' ${read.flaw}`, `${read.instead}; it is looked for beside the loop file`);
    return null;
  }
  if (sections.classes !== undefined) {
    const classes = sections.classes.map((entry) => entry.name);
    for (const flaw of checkLabelConfig(read.text, classes)) {
      report(
        PATH,
        `the label config '${name}' does not fit the loop: ${oneLine(flaw)}`,
        `mend ${name}, or leave \`labelConfig\` out: then it is made from the classes`,
      );
    }
  }
  return read.text;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
