import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { repositoryRoot } from './repository';

/** What one run of the demo calls its own: a second run on the same stack meets nothing of the first. */
export interface DemoNames {
  loop: string;
  /** Title that the two Label Studio projects start with. */
  project: string;
  production: string;
  ledger: string;
  dataset: string;
  models: string;
}

/** @param run counts the demos on this stack, from 1 */
export function demoNames(run: number): DemoNames {
  const loop = `food11-demo-${run}`;
  return {
    loop,
    project: `Food11 demo ${run}`,
    production: `${loop}-production`,
    ledger: `${loop}-ledger`,
    dataset: `${loop}-dataset`,
    models: `${loop}-models`,
  };
}

/** The repository's loop file with this run's names, classes and seed, its comments kept. */
function demoLoopFile(text: string, names: DemoNames, classes: readonly string[], seed: string): string {
  const document = parseDocument(text);
  document.setIn(['name'], names.loop);
  document.setIn(['seed'], seed);
  document.setIn(['classes'], document.createNode(classes, { flow: true }));
  document.setIn(['source', 'bucket'], names.production);
  document.setIn(['ledger', 'bucket'], names.ledger);
  document.setIn(['filing', 'bucket'], names.dataset);
  document.setIn(['annotation', 'project'], names.project);
  return document.toString({ lineWidth: 120 });
}

/** Writes it to `file`. */
export async function writeDemoLoopFile(
  file: string,
  names: DemoNames,
  classes: readonly string[],
  seed: string,
): Promise<void> {
  const text = await readFile(join(repositoryRoot(), 'loops', 'food11-demo.yaml'), 'utf8');
  await writeFile(file, demoLoopFile(text, names, classes, seed));
}
