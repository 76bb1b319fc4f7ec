import type { DatasetChange, DatasetItem, DatasetSummary } from '../../../src/contracts/retraining';
import type { DatasetChanges } from './dataset-changes';

interface Dataset extends Pick<DatasetSummary, 'digest' | 'manifest' | 'changes' | 'classes' | 'estimate' | 'round'> {
  items: readonly DatasetItem[];
  changed: DatasetChanges;
}

/** What a dataset adds up to, for people and for trainers that want to know before they read it. */
export function datasetSummary({ items, changed, ...refs }: Dataset): DatasetSummary {
  const changes = (kind: DatasetChange['change']): number =>
    changed.changes.filter(({ change }) => change === kind).length;
  return {
    ...refs,
    predecessor: changed.predecessor,
    items: items.length,
    rounds: [...new Set(items.map(({ round }) => round))],
    byClass: countBy(items, ({ className }) => className),
    bySplit: countBy(items, ({ split }) => split),
    byDraw: countBy(items, ({ draw }) => draw),
    notBlind: items.filter(({ blind }) => !blind).length,
    added: changes('added'),
    removed: changes('removed'),
    relabelled: changes('relabelled'),
  };
}

function countBy(items: readonly DatasetItem[], by: (item: DatasetItem) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[by(item)] = (counts[by(item)] ?? 0) + 1;
  return counts;
}
