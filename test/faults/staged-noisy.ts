import type { S3Client } from '@aws-sdk/client-s3';
import { destination } from '../../activities/data/filing/destination';
import type { Dependencies } from '../../activities/dependencies';
import type { ArtifactRef, ObjectLocation, RoundScope } from '../../src/contracts/artifact';
import type { CensusRow } from '../../src/contracts/rows';
import { itemId } from '../../src/domain/item-id';
import { ledgerKeys } from '../../src/domain/layout';
import { CENSUS, FILING } from '../../src/ledger/tables';
import { runStep } from '../activities/support/steps';
import type { Bench, TestLoop } from '../rounds/test-loop';
import type { CrashCase } from './crash-matrix';
import { expectSomewhere } from './filed-cases';
import { censusRow, sha256, TAGS, type Upload, upload } from './staged-filing';

interface StagedImage extends ObjectLocation {
  etag: string;
  itemId: string;
  contentSha256: string;
}

/** What a model was sure of, filed by the real activities from the plan to the deletions; the census is written by hand. */
export interface StagedNoisy extends CrashCase {
  items: readonly StagedImage[];
  scope: RoundScope;
  /** Where the first image is copied to. */
  to: ObjectLocation;
  copy(worker: Dependencies): Promise<ArtifactRef>;
  record(worker: Dependencies, part: ArtifactRef): Promise<ArtifactRef>;
  remove(worker: Dependencies, filing: ArtifactRef): Promise<unknown>;
  /** A user flags the first image, unless it is gone from its source; whether it was there. */
  object(): Promise<boolean>;
  /** Whether it is written down what was copied. */
  isCopied(): Promise<boolean>;
}

const LIMIT = 100;

/** @param round unique in the loop */
export async function stagedNoisy(
  bench: Bench,
  client: S3Client,
  loop: TestLoop,
  round: string,
  uploads: readonly Upload[],
): Promise<StagedNoisy> {
  const { bucket } = loop.config.source;
  const { ledger } = loop;
  const scope: RoundScope = { loop: loop.config.name, configRef: loop.ref, round };
  const rows: CensusRow[] = [];
  for (const one of uploads) {
    const etag = await upload(bench, client, { bucket, key: one.key }, one);
    rows.push(censusRow({ key: one.key, etag }, one.content, 0.99));
  }
  const part = await ledger.createRows(ledgerKeys.censusPart(round, 1), CENSUS, rows);
  const { ref: census } = await ledger.createJson(ledgerKeys.census(round), {
    ...{ window: rows.length, late: 0, reread: 0, unusable: {}, warnings: {}, examples: {} },
    ...{ interval: { start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z' }, leftUndone: null },
    parts: [part.ref],
  });
  const items = rows.map(({ key, etag }, index): StagedImage => {
    const at = { bucket, key, etag, itemId: itemId({ bucket, key, etag }) };
    const contentSha256 = sha256(uploads[index]?.content ?? Buffer.alloc(0));
    return { ...at, contentSha256 };
  });

  const copyOf = (item: StagedImage): ObjectLocation => destination(loop.config, { ...item, folder: 'noisy' }, 0);

  const staged: StagedNoisy = {
    scope,
    items,
    to: copyOf((items as [StagedImage])[0]),
    async copy(worker) {
      const { plan } = await runStep(worker, 'planNoisy', { ...scope, census });
      expect(plan.rows).toBe(rows.length);
      return (await runStep(worker, 'copyNoisy', { ...scope, plan, offset: 0, limit: LIMIT })).part;
    },
    record: async (worker, copied) => (await runStep(worker, 'recordNoisy', { ...scope, parts: [copied] })).filing,
    remove: (worker, filing) => runStep(worker, 'deleteSources', { ...scope, filing, offset: 0, limit: LIMIT }),
    async run(worker) {
      await staged.remove(worker, await staged.record(worker, await staged.copy(worker)));
    },
    async object() {
      const [first] = rows as [CensusRow];
      const at = { bucket, key: first.key };
      if (!(await bench.store.head(at))) return false;
      await bench.store.putTags(at, { ...TAGS, flagged: 'true' });
      return true;
    },
    async expectNowhereLost() {
      for (const item of items) {
        await expectSomewhere(bench, item, [item, copyOf(item)]);
      }
    },
    isCopied: async () => (await ledger.find(ledgerKeys.noisyPart(round, 0))) !== null,
    async artifacts() {
      const filing = await ledger.find(ledgerKeys.noisyFiling(round));
      return { filing: filing && (await ledger.readRows(filing, FILING)), ...(await endOf(loop, round)) };
    },
  };
  return staged;
}

/** Writes the end of a round as its last step does, and removes what must not outlive it. */
export const closed = (worker: Dependencies, scope: RoundScope): Promise<unknown> =>
  runStep(worker, 'closeRound', { ...scope, outcome: { kind: 'abandoned', by: 'ada', reason: 'end of test' } });

export async function endOf({ ledger }: TestLoop, round: string): Promise<{ end: string | null }> {
  const ref = await ledger.find(ledgerKeys.closed(round));
  return { end: ref && (await ledger.readText(ref)) };
}
