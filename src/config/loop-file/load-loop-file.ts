import type { LoopConfig } from '../../contracts/loop-config';
import { checkBetweenSections } from './checks/all';
import { warnOf } from './checks/warnings';
import { readLabelConfig } from './label-config-file';
import { LoopFileInvalid } from './loop-file-invalid';
import type { LoopFile } from './loop-file-schema';
import { parseSections } from './parse-sections';
import { inReadingOrder, MOST_OF_A_KIND, type Path, type Problem } from './problem';
import { maskSecrets } from './secrets';
import { readSourceText } from './source-text';
import { toLoopConfig } from './to-loop-config';
import { YamlSource } from './yaml-source';

export interface LoadedLoopFile {
  config: LoopConfig;
  /** What is allowed and seldom meant, in reading order. */
  warnings: Problem[];
  /** The file's text with secrets masked: `formatProblems` shows lines of it. */
  source: string;
}

/**
 * Reads and checks a loop file, everything at once.
 *
 * @param file path, absolute or from the working directory; problems name it as given
 * @throws LoopFileInvalid with every problem found, in reading order
 */
export async function loadLoopFile(file: string): Promise<LoadedLoopFile> {
  const read = await readSourceText(file);
  if ('flaw' in read) {
    const { flaw, instead } = read;
    throw new LoopFileInvalid([{ file, line: 1, column: 1, message: `the loop file ${flaw}`, instead }], '');
  }
  const source = maskSecrets(read.text);
  const yaml = new YamlSource(read.text);
  const problems: Problem[] = [];
  const reportAt = (part: 'key' | 'value') => (path: Path, message: string, instead: string) => {
    problems.push({ file, ...yaml.placeOf(path, part), message, instead });
  };

  const flaws = yaml.flaws();
  for (const { line, column, message, instead } of flaws.slice(0, MOST_OF_A_KIND)) {
    problems.push({ file, line, column, message, instead });
  }
  // After the first syntax error a parser only guesses: one slip would be told a hundred times.
  const fatal = flaws.find((flaw) => flaw.fatal);
  if (fatal !== undefined) {
    const { line, column, message, instead } = fatal;
    throw new LoopFileInvalid([{ file, line, column, message, instead }], source);
  }

  const { sections, findings } = parseSections(readValue(yaml, file, source));
  for (const { path, part, message, instead } of findings.slice(0, MOST_OF_A_KIND))
    reportAt(part)(path, message, instead);
  checkBetweenSections(sections, reportAt('value'));
  const labelConfig = await readLabelConfig(file, sections, reportAt('value'));
  if (problems.length > 0) throw new LoopFileInvalid(inReadingOrder(problems), source);

  const config = toLoopConfig(sections as LoopFile, labelConfig);
  warnOf(config, reportAt('value'));
  return { config, warnings: inReadingOrder(problems), source };
}

function readValue(yaml: YamlSource, file: string, source: string): unknown {
  try {
    return yaml.value();
  } catch {
    const problem = {
      message: 'aliases (*name) expand to too much, or refer to themselves',
      instead: 'write the values out',
    };
    throw new LoopFileInvalid([{ file, line: 1, column: 1, ...problem }], source);
  }
}
