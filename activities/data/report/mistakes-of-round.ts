import { z } from 'zod';
import type { ArtifactRef } from '../../../src/contracts/artifact';
import type { RoundReport } from '../../../src/contracts/report';
import { ledgerKeys } from '../../../src/domain/layout';
import type { Ledger } from '../../../src/ledger/port';
import { DRAW, FILING, LABELS, TASKS } from '../../../src/ledger/tables';
import type { Place } from '../../../src/media/round-images';

/** As many as a page can show without growing heavy: some 4 KB each. */
const MOST_SHOWN = 24;

/** Filed ones lie where they were filed; what was copied still lies at its source too. */
const WRONG = `
  select itemId, bucket, key, etag, size, predictedClass as predicted, confidence, modelVersion, classId, toBucket, toKey,
    toEtag, projectId, taskId, count(*) over () as allWrong
  from draws join labels using (itemId) left join tasks using (itemId)
    left join (select itemId, toBucket, toKey, toEtag from filings where status in ('filed', 'kept')) using (itemId)
  where draws.purpose = 'evaluation' and not draws.topUp and labels.status = 'labelled'
    and (labels.noneOfThese or labels.classId <> draws.predictedClass)
  order by confidence desc nulls last, itemId limit ${MOST_SHOWN}`;

const wrongItem = z.object({
  itemId: z.string(),
  bucket: z.string(),
  key: z.string(),
  etag: z.string(),
  size: z.number(),
  predicted: z.number(),
  confidence: z.number().nullable(),
  modelVersion: z.string().nullable(),
  classId: z.number().nullable(),
  toBucket: z.string().nullable(),
  toKey: z.string().nullable(),
  toEtag: z.string().nullable(),
  projectId: z.number().nullable(),
  taskId: z.number().nullable(),
  allWrong: z.number(),
});

type WrongItem = z.infer<typeof wrongItem>;

interface MistakesInput {
  round: string;
  draw: ArtifactRef;
  labels: ArtifactRef;
  filing: ArtifactRef;
  taskLink(project: number, task: number): string;
}

/** Where the images of the mistakes may lie, the likeliest place first, by item id. */
export type Places = ReadonlyMap<string, readonly Place[]>;

/** The wrong items of the random evaluation draw, those that the model was surest of first, and where their images lie. */
export async function mistakesOfRound(
  ledger: Ledger,
  { round, draw, labels, filing, taskLink }: MistakesInput,
): Promise<{ mistakes: RoundReport['mistakes']; places: Places }> {
  const tasks = await ledger.find(ledgerKeys.tasks(round));
  const rows = await ledger.query(WRONG, {
    draws: { refs: [draw], table: DRAW },
    labels: { refs: [labels], table: LABELS },
    filings: { refs: [filing], table: FILING },
    tasks: { refs: tasks ? [tasks] : [], table: TASKS },
  });
  const items = z.array(wrongItem).parse(rows);
  return {
    mistakes: {
      count: items[0]?.allWrong ?? 0,
      shown: items.map(({ itemId, predicted, classId, confidence, modelVersion, projectId, taskId }) => ({
        itemId,
        predicted,
        labelled: classId ?? 'none',
        confidence,
        modelVersion,
        task:
          projectId === null || taskId === null
            ? null
            : { project: projectId, task: taskId, link: taskLink(projectId, taskId) },
      })),
    },
    places: new Map(items.map((item) => [item.itemId, placesOf(item)])),
  };
}

function placesOf({ bucket, key, etag, size, toBucket, toKey, toEtag }: WrongItem): Place[] {
  const drawn = { bucket, key, etag, size };
  return toBucket === null || toKey === null ? [drawn] : [{ bucket: toBucket, key: toKey, etag: toEtag, size }, drawn];
}
