import { dirname, resolve } from 'node:path';
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
  return read.text;
}
