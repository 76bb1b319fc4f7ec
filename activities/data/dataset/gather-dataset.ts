import type { ClassRegistry } from '../../../src/contracts/classes';
import type { DatasetItem } from '../../../src/contracts/retraining';
import type { DrawRow, FilingRow, LabelRow } from '../../../src/contracts/rows';
import { evaluationWall } from '../../../src/domain/evaluation-wall';
import { ledgerKeys } from '../../../src/domain/layout';
import type { Ledger } from '../../../src/ledger/port';
import { DRAW, FILING, LABELS } from '../../../src/ledger/tables';
import { listClaims, newestIn } from '../../../src/loops/round-history';

/** What one round has to say about the dataset, in its newest version. */
interface RoundRecord {
  round: string;
  drawn: DrawRow[];
  labels: LabelRow[];
  filing: FilingRow[];
}

/**
 * Every training item of the loop that people labelled and that was filed, oldest round first, as it stands now. Whatever
 * any evaluation draw ever took, or belongs to the same group, is behind the wall and never among them.
 */
export async function gatherDataset(ledger: Ledger, registry: ClassRegistry): Promise<DatasetItem[]> {
  const rounds = await readRounds(ledger);
  const behindWall = evaluationWall(rounds.flatMap(({ drawn }) => drawn));
  const names = new Map(registry.classes.filter(({ retired }) => !retired).map(({ id, name }) => [id, name]));

  return rounds.flatMap(({ round, drawn, labels, filing }) => {
    const filed = new Map(filing.map((row) => [row.itemId, row]));
    const labelled = new Map(labels.map((row) => [row.itemId, row]));
    return drawn.flatMap((item) => {
      if (item.purpose !== 'training' || behindWall(item)) return [];
      const row = datasetItem(round, item, labelled.get(item.itemId), filed.get(item.itemId), names);
      return row ? [row] : [];
    });
  });
}

function datasetItem(
  round: string,
  item: DrawRow,
  label: LabelRow | undefined,
  filing: FilingRow | undefined,
  names: ReadonlyMap<number, string>,
): DatasetItem | null {
  if (label?.status !== 'labelled' || label.classId === null) return null;
  if (filing?.status !== 'filed' && filing?.status !== 'kept') return null;
  const className = names.get(label.classId);
  if (className === undefined) return null;
  return {
    itemId: item.itemId,
    bucket: filing.toBucket,
    key: filing.toKey,
    etag: filing.toEtag,
    classId: label.classId,
    className,
    round,
    draw: item.draw,
    probability: item.probability,
    votes: label.votes.length,
    predictedClass: item.predictedClass,
    modelVersion: item.modelVersion,
    capturedAt: item.capturedAt,
    contentSha256: item.contentSha256,
    group: item.group,
  };
}

async function readRounds(ledger: Ledger): Promise<RoundRecord[]> {
  const records: RoundRecord[] = [];
  for (const { round } of await listClaims(ledger)) {
    const draw = await ledger.find(ledgerKeys.draw(round));
    if (!draw) continue;
    const labels = await newestIn(ledger, ledgerKeys.labelsFolder(round));
    const filing = await newestIn(ledger, ledgerKeys.filingFolder(round));
    records.push({
      round,
      drawn: await ledger.readRows(draw, DRAW),
      labels: labels ? await ledger.readRows(labels, LABELS) : [],
      filing: filing ? await ledger.readRows(filing, FILING) : [],
    });
  }
  return records;
}
