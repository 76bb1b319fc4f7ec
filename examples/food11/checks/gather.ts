import type { S3Client } from '@aws-sdk/client-s3';
import type { Interval } from '../accounting/account';
import type { LabelStudioDesk } from '../label-studio';
import type { DemoNames } from '../loop-file';
import type { TruthBook } from '../traffic/truth-book';
import type { DrawnItem, Evidence, TaskEvidence, TrainedItem } from './evidence';
import { parquetRows } from './parquet';
import { listKeys, readObject, storedObjects } from './stored-objects';

export interface Gathering {
  s3: S3Client;
  names: DemoNames;
  desk: LabelStudioDesk;
  truth: TruthBook;
  classes: readonly string[];
  accuracies: Evidence['accuracies'];
}

/** Reads everything that the checks and the table go by, from the systems themselves. */
export async function gatherEvidence({ s3, names, desk, truth, classes, accuracies }: Gathering): Promise<Evidence> {
  const [source, dataset, drawn, trained] = await Promise.all([
    storedObjects(s3, names.production),
    storedObjects(s3, names.dataset),
    drawnItems(s3, names.ledger),
    trainedItems(s3, names.ledger),
  ]);
  const tasks: TaskEvidence[] = [];
  for (const { id } of await desk.projects(`${names.project} · `)) tasks.push(...(await desk.tasks(id)));
  return { classes, source, dataset, drawn, tasks, trained, uploaded: truth.all(), accuracies };
}

async function drawnItems(s3: S3Client, ledger: string): Promise<DrawnItem[]> {
  const keys = (await listKeys(s3, ledger, 'rounds/')).filter((key) => key.endsWith('/draw.parquet'));
  const rounds = await Promise.all(
    keys.map(async (key) => {
      const rows = await parquetRows(await readObject(s3, ledger, key));
      return rows.map(
        (row): DrawnItem => ({
          itemId: String(row.itemId),
          round: key.split('/')[1] ?? '',
          key: String(row.key),
          purpose: row.purpose === 'evaluation' ? 'evaluation' : 'training',
        }),
      );
    }),
  );
  return rounds.flat();
}

interface RetrainingJson {
  proposal: { manifest: { key: string } };
  result: { modelVersion: string } | null;
}

/** Items of every manifest that a model came of. */
async function trainedItems(s3: S3Client, ledger: string): Promise<TrainedItem[]> {
  const manifests = await Promise.all(
    (await listKeys(s3, ledger, 'retrainings/')).map(async (key) => {
      const { proposal, result } = JSON.parse((await readObject(s3, ledger, key)).toString()) as RetrainingJson;
      return result === null ? '' : (await readObject(s3, ledger, proposal.manifest.key)).toString();
    }),
  );
  const lines = manifests.flatMap((manifest) => manifest.split('\n')).filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as TrainedItem);
}

interface EstimateJson {
  accuracy: Interval;
  combined: Interval;
  combinedNotBlind: Interval | null;
}

/** What a round estimates, as it stands in the ledger, in its latest version: from the random draw, and from all labels. */
export async function estimatesOf(
  s3: S3Client,
  ledger: string,
  round: string,
): Promise<{ estimate: Interval; weighted: Interval }> {
  const latest = (await listKeys(s3, ledger, `rounds/${round}/estimates/`)).at(-1);
  if (latest === undefined) throw new Error(`round ${round} has no estimate in s3://${ledger}`);
  const { accuracy, combined, combinedNotBlind } = JSON.parse(
    (await readObject(s3, ledger, latest)).toString(),
  ) as EstimateJson;
  return { estimate: accuracy, weighted: combinedNotBlind ?? combined };
}
