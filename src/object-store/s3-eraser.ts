import {
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import type { ObjectEraser, ObjectVersion } from './eraser';
import { ObjectNotFound, RequestRefused } from './errors';
import { refusingCircles } from './listing-check';
import { bareEtag } from './object-facts';
import { createS3Context, place, type S3Context, type S3Settings } from './s3-client';
import { listObjects } from './s3-list';
import { abortUpload, listUploads } from './s3-unfinished-uploads';

type Markers = Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'>;

/** The eraser on the AWS SDK; tried on versitygw, with and without versions. */
export function createS3Eraser(settings: S3Settings): ObjectEraser {
  const context = createS3Context(settings);
  const { client, call } = context;
  return {
    versions: (from, options) => listVersions(context, from, options?.signal),

    async erase(at, versionId, options) {
      const command = new DeleteObjectCommand({
        Bucket: at.bucket,
        Key: at.key,
        ...(versionId === null ? {} : { VersionId: versionId }),
      });
      try {
        await call('erase', place(at), options?.signal, (o) => client.send(command, o));
      } catch (error) {
        if (!(error instanceof ObjectNotFound)) throw error;
      }
    },

    uploads: (from, options) => listUploads(context, from, options?.signal),
    abort: (at, uploadId, options) => abortUpload(context, at, uploadId, options?.signal),
  };
}

async function* listVersions(
  context: S3Context,
  from: ObjectLocation,
  signal: AbortSignal | undefined,
): AsyncGenerator<ObjectVersion[]> {
  const { client, call } = context;
  const refuseCircle = refusingCircles('versions', from);
  const pageAfter = (after: Markers): Promise<ListObjectVersionsCommandOutput> => {
    const command = new ListObjectVersionsCommand({ Bucket: from.bucket, Prefix: from.key, ...after });
    return call('versions', place(from), signal, (o) => client.send(command, o));
  };
  // Stores without versions do not all know the request. One that knew it for the first page has versions.
  const first = await pageAfter({}).catch((error: unknown) => {
    if (error instanceof RequestRefused) return null;
    throw error;
  });
  if (first === null) return yield* listObjectsAsVersions(context, from, signal);
  for (let page = first; ; ) {
    yield versionsOf(page);
    if (page.IsTruncated !== true) return;
    const after: Markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    refuseCircle(after);
    page = await pageAfter(after);
  }
}

async function* listObjectsAsVersions(
  context: S3Context,
  from: ObjectLocation,
  signal: AbortSignal | undefined,
): AsyncGenerator<ObjectVersion[]> {
  for await (const objects of listObjects(context, from, signal ? { signal } : {})) {
    yield objects.map(({ key, etag, size }) => ({ key, versionId: null, etag, size, isLatest: true }));
  }
}

function versionsOf({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): ObjectVersion[] {
  const common = ({ Key = '', VersionId, IsLatest }: DeleteMarkerEntry) => ({
    key: Key,
    versionId: VersionId ?? null,
    isLatest: IsLatest === true,
  });
  return [
    ...Versions.map((one) => ({ ...common(one), etag: bareEtag(one.ETag), size: one.Size ?? 0 })),
    ...DeleteMarkers.map((one) => ({ ...common(one), etag: null, size: 0 })),
  ];
}
