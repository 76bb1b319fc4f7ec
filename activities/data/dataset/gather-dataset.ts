import type { ClassRegistry } from '../../../src/contracts/classes';
import type { ItemRecord } from '../../../src/contracts/item-record';
import type { DatasetItem } from '../../../src/contracts/retraining';
import { splitter } from '../../../src/domain/dataset-split';
import { evaluationWall, type Walled } from '../../../src/domain/evaluation-wall';
import type { Ledger } from '../../../src/ledger/port';
import { table } from '../../../src/ledger/table';
import { readForgotten } from '../../../src/loops/forgotten';
import { itemRecords } from '../../../src/loops/item-records';
import type { OpenLoop } from '../../../src/loops/open-loop';
import { drawnArtifacts } from '../../../src/loops/snapshots';

/**
 * Every training item of the loop that people labelled and that was filed, oldest round first, as it stands now and where
 * it lies now. Whatever any evaluation draw ever took, or belongs to the same group, is behind the wall and never among
 * them, nor is what was forgotten, also where it came again. The past is read twice rather than held: what the wall keeps
 * in memory is the evaluation items alone.
 */
export async function gatherDataset({ config, ledger }: OpenLoop, registry: ClassRegistry): Promise<DatasetItem[]> {
  const behindWall = evaluationWall(await evaluationItems(ledger), config.evaluation.perceptualRadius);
  const split = splitter(config.seed, config.retraining.validation);
  const names = new Map(registry.classes.filter(({ retired }) => !retired).map(({ id, name }) => [id, name]));
  const { isBarred } = await readForgotten(ledger);
  const items: DatasetItem[] = [];
  for await (const record of itemRecords(ledger)) {
    if (record.purpose !== 'training' || behindWall(record) || isBarred(record)) continue;
    const item = datasetItem(record, names, split);
    if (item) items.push(item);
  }
  return items;
}

/** What the wall goes by, of evaluation items alone. */
const WALLED = table<Walled>('walled', {
  itemId: 'text',
  etag: 'text',
  size: 'integer',
  contentSha256: 'text?',
  perceptualHash: 'text?',
  group: 'text?',
  purpose: 'text',
});

async function evaluationItems(ledger: Ledger): Promise<Walled[]> {
  const { snapshots, draws } = await drawnArtifacts(ledger);
  const items: Walled[] = [];
  for await (const item of ledger.streamRows([...snapshots, ...draws], WALLED)) {
    if (item.purpose === 'evaluation') items.push(item);
  }
  return items;
}

function datasetItem(
  record: ItemRecord,
  names: ReadonlyMap<number, string>,
  split: ReturnType<typeof splitter>,
): DatasetItem | null {
  const { classId, toBucket, toKey } = record;
  if (record.status !== 'labelled' || classId === null) return null;
  if (record.filing !== 'filed' && record.filing !== 'kept') return null;
  const className = names.get(classId);
  if (className === undefined || toBucket === null || toKey === null) return null;
  return {
    itemId: record.itemId,
    bucket: toBucket,
    key: toKey,
    etag: record.toEtag,
    classId,
    className,
    split: split(record),
    round: record.round,
    draw: record.draw,
    strategy: record.strategy,
    probability: record.probability,
    probabilityKnown: record.probabilityKnown,
    votes: votesOf(record),
    blind: record.blind,
    predictedClass: record.predictedClass,
    confidence: record.confidence,
    modelVersion: record.modelVersion,
    capturedAt: record.capturedAt,
    contentSha256: record.contentSha256,
    group: record.group,
  };
}

/** How many people said what; who they are is nothing that a trainer needs. */
function votesOf({ votes }: ItemRecord): DatasetItem['votes'] {
  const counts: DatasetItem['votes'] = {};
  for (const { vote } of votes) counts[String(vote)] = (counts[String(vote)] ?? 0) + 1;
  return counts;
}
