import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutBucketVersioningCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Dependencies } from '../../activities/dependencies';
import type { ArtifactRef, ObjectLocation, RoundScope } from '../../src/contracts/artifact';
import type { FilingMode } from '../../src/contracts/loop-config';
import type { DrawRow, FilingRow, LabelRow } from '../../src/contracts/rows';
import { itemId } from '../../src/domain/item-id';
import { ledgerKeys } from '../../src/domain/layout';
import { DRAW, FILING, LABELS } from '../../src/ledger/tables';
import { runStep } from '../activities/support/steps';
import { loopConfig } from '../rounds/loop-fixture';
import { type Bench, makeLoop, type TestLoop } from '../rounds/test-loop';

/** One object of production, as a filing meets it. */
export interface Upload {
  key: string;
  content: Buffer;
  /** Its ETag is no digest of its content. */
  inParts?: boolean;
  /** By what the people said. */
  classId?: number;
}

/** A filing of some objects by the real activities, without the round around it: draw and labels are written by hand. */
export interface StagedFiling {
  scope: RoundScope;
  items: DrawRow[];
  /** Copy, record, delete: the whole of version `version`, which amends the one before with other classes. */
  file(dependencies: Dependencies, version?: number): Promise<void>;
  copy(dependencies: Dependencies, version?: number): Promise<ArtifactRef>;
  record(dependencies: Dependencies, part: ArtifactRef, version?: number): Promise<{ filing: ArtifactRef }>;
  remove(dependencies: Dependencies, filing: ArtifactRef): Promise<{ deleted: number; left: number }>;
  rows(version?: number): Promise<FilingRow[]>;
}

export const TAGS = { predicted_class: 'Bread', model_version: 'm1' };
const LIMIT = 100;

export async function filingLoop(
  bench: Bench,
  client: S3Client,
  mode: FilingMode,
  { versioned = false }: { versioned?: boolean } = {},
): Promise<TestLoop> {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.filing.mode = mode;
      if (mode === 'in-place') config.filing.bucket = config.source.bucket;
    }),
  );
  if (versioned) {
    for (const Bucket of new Set([loop.config.source.bucket, loop.config.filing.bucket])) {
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
  }
  return loop;
}

/** @param round unique in the loop. Each version files one class on, so that an amendment moves every object. */
export async function stagedFiling(
  bench: Bench,
  client: S3Client,
  loop: TestLoop,
  round: string,
  uploads: readonly Upload[],
): Promise<StagedFiling> {
  const { bucket } = loop.config.source;
  const scope: RoundScope = { loop: loop.config.name, configRef: loop.ref, round };
  const items: DrawRow[] = [];
  for (const [position, upload] of uploads.entries()) {
    const etag = await put(bench, client, { bucket, key: upload.key }, upload);
    items.push(drawRow({ bucket, key: upload.key, etag }, upload.content, position));
  }
  const { ledger } = loop;
  const { ref: draw } = await ledger.createRows(ledgerKeys.draw(round), DRAW, items);
  const labelsOf = async (version: number): Promise<ArtifactRef> => {
    const labels = items.map((item, index) => labelRow(item, (uploads[index]?.classId ?? 0) + version - 1));
    return (await ledger.createRows(ledgerKeys.labels(round, version), LABELS, labels)).ref;
  };

  const staged: StagedFiling = {
    scope,
    items,
    async copy(dependencies, version = 1) {
      const previous = version === 1 ? null : await ledger.find(ledgerKeys.filing(round, version - 1));
      const labels = await labelsOf(version);
      const input = { ...scope, draw, labels, previous, version, offset: 0, limit: LIMIT };
      return (await runStep(dependencies, 'copyObjects', input)).part;
    },
    record: (dependencies, part, version = 1) =>
      runStep(dependencies, 'recordFiling', { ...scope, version, parts: [part] }),
    remove: (dependencies, filing) =>
      runStep(dependencies, 'deleteSources', { ...scope, filing, offset: 0, limit: LIMIT }),
    async file(dependencies, version = 1) {
      const { filing } = await staged.record(dependencies, await staged.copy(dependencies, version), version);
      await staged.remove(dependencies, filing);
    },
    async rows(version = 1) {
      const ref = await ledger.find(ledgerKeys.filing(round, version));
      return ref ? ledger.readRows(ref, FILING) : [];
    },
  };
  return staged;
}

async function put({ store }: Bench, client: S3Client, at: ObjectLocation, upload: Upload): Promise<string> {
  if (!upload.inParts) return (await store.put(at, upload.content, { contentType: 'image/png', tags: TAGS })).etag;
  const target = { Bucket: at.bucket, Key: at.key };
  const Tagging = new URLSearchParams(TAGS).toString();
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...target, Tagging, ContentType: 'image/png' }),
  );
  const part = { ...target, UploadId, PartNumber: 1 };
  const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: upload.content }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
  return (await store.head(at))?.etag ?? '';
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

function drawRow(at: ObjectLocation & { etag: string }, content: Buffer, position: number): DrawRow {
  return {
    ...at,
    size: content.length,
    lastModified: '2026-11-21T00:00:00Z',
    capturedAt: null,
    predictedClass: 0,
    confidence: 0.9,
    scores: null,
    modelVersion: 'm1',
    flagged: false,
    correctedClass: null,
    tags: TAGS,
    origin: 'window',
    itemId: itemId(at),
    draw: 'rest',
    strategy: 'all',
    purpose: 'training',
    probability: 1,
    probabilityKnown: true,
    topUp: false,
    cell: null,
    sampled: false,
    position,
    contentSha256: sha256(content),
    perceptualHash: null,
    group: null,
  };
}

const labelRow = ({ itemId, purpose, draw }: DrawRow, classId: number): LabelRow => ({
  itemId,
  purpose,
  draw,
  status: 'labelled',
  classId,
  noneOfThese: false,
  cannotTell: false,
  votes: [],
  blind: false,
});
