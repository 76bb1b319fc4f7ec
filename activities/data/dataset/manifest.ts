import type { DatasetItem } from '../../../src/contracts/retraining';
import { canonicalJson } from '../../../src/domain/canonical-json';

/** JSON Lines, one row a line, keys sorted: the same rows give the same bytes. */
export const toJsonLines = (rows: readonly unknown[]): string => rows.map((row) => `${canonicalJson(row)}\n`).join('');

/** The item and class of every line: all that is asked of an old manifest. */
export function fromManifest(text: string): Pick<DatasetItem, 'itemId' | 'classId'>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DatasetItem);
}
