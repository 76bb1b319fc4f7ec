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
import type { CensusRow, DrawRow, FilingRow, LabelRow } from '../../src/contracts/rows';
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
  /** By what the people said at this version. */
  classOf(index: number, version: number): number;
  /** How many versions of the filing have been begun. */
  versions(): number;
  /** The rows of all of them. */
  artifacts(): Promise<FilingRow[][]>;
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
      config.filing.noisyAbove = 0.95;
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
  for (const [position, one] of uploads.entries()) {
    const etag = await upload(bench, client, { bucket, key: one.key }, one);
    items.push(drawRow({ bucket, key: one.key, etag }, one.content, position));
  }
  const { ledger } = loop;
  const { ref: draw } = await ledger.createRows(ledgerKeys.draw(round), DRAW, items);
  let begun = 1;
  const classOf = (index: number, version: number): number => (uploads[index]?.classId ?? 0) + version - 1;
  const labelsOf = async (version: number): Promise<ArtifactRef> => {
    begun = Math.max(begun, version);
    const labels = items.map((item, index) => labelRow(item, classOf(index, version)));
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
    classOf,
    versions: () => begun,
    artifacts: () => Promise.all(Array.from({ length: begun }, (_, n) => staged.rows(n + 1))),
  };
  return staged;
}

/** Puts it as production would; its ETag. */
export async function upload(
  { store }: Bench,
  client: S3Client,
  at: ObjectLocation,
  { content, inParts }: Upload,
): Promise<string> {
  if (!inParts) return (await store.put(at, content, { contentType: 'image/png', tags: TAGS })).etag;
  const target = { Bucket: at.bucket, Key: at.key };
  const Tagging = new URLSearchParams(TAGS).toString();
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...target, Tagging, ContentType: 'image/png' }),
  );
  const part = { ...target, UploadId, PartNumber: 1 };
  const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: content }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
  return (await store.head(at))?.etag ?? '';
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** @param confidence above 0.95 the model was sure of it */
export const censusRow = (
  { key, etag }: { key: string; etag: string },
  content: Buffer,
  confidence: number,
): CensusRow => ({
  key,
  etag,
  size: content.length,
  lastModified: '2026-11-21T00:00:00Z',
  capturedAt: null,
  predictedClass: 0,
  confidence,
  scores: null,
  modelVersion: 'm1',
  flagged: false,
  correctedClass: null,
  tags: TAGS,
  origin: 'window',
});

function drawRow(at: ObjectLocation & { etag: string }, content: Buffer, position: number): DrawRow {
  return {
    ...censusRow(at, content, 0.9),
    bucket: at.bucket,
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
