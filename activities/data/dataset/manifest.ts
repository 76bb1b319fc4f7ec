import type { DatasetItem } from '../../../src/contracts/retraining';
import { canonicalJson } from '../../../src/domain/canonical-json';

/** JSON Lines, one item a line, keys sorted: the same items give the same bytes. */
export const toManifest = (items: readonly DatasetItem[]): string =>
  items.map((item) => `${canonicalJson(item)}\n`).join('');

/** The item and class of every line: all that is asked of an old manifest. */
export function fromManifest(text: string): Pick<DatasetItem, 'itemId' | 'classId'>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DatasetItem);
}
