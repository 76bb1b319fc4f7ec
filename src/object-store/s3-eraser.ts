import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import type { ObjectEraser, ObjectVersion } from './eraser';
import { ObjectNotFound, RequestRefused } from './errors';
import { bareEtag } from './object-facts';
import { createS3Context, place, type S3Context, type S3Settings } from './s3-client';
import { listObjects } from './s3-list';

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

    async abortUploads(at, options) {
      // A prefix, so other keys may be among them.
      const listing = new ListMultipartUploadsCommand({ Bucket: at.bucket, Prefix: at.key });
      const { Uploads = [] } = await call('abortUploads', place(at), options?.signal, (o) => client.send(listing, o));
      const own = Uploads.filter(({ Key }) => Key === at.key);
      for (const { UploadId } of own) {
        const command = new AbortMultipartUploadCommand({ Bucket: at.bucket, Key: at.key, UploadId });
        await call('abortUploads', place(at), options?.signal, (o) => client.send(command, o)).catch(
          (error: unknown) => {
            if (!(error instanceof ObjectNotFound)) throw error;
          },
        );
      }
      return own.length;
    },
  };
}

async function* listVersions(
  context: S3Context,
  from: ObjectLocation,
  signal: AbortSignal | undefined,
): AsyncGenerator<ObjectVersion[]> {
  const { client, call } = context;
  let after: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (;;) {
    const command = new ListObjectVersionsCommand({ Bucket: from.bucket, Prefix: from.key, ...after });
    const page = await call('versions', place(from), signal, (o) => client.send(command, o)).catch((error: unknown) => {
      // Stores without versions do not all know the request.
      if (error instanceof RequestRefused || isUnimplemented(error)) return null;
      throw error;
    });
    if (page === null) {
      for await (const objects of listObjects(context, from, signal ? { signal } : {})) {
        yield objects.map(({ key, etag, size }) => ({ key, versionId: null, etag, size, isLatest: true }));
      }
      return;
    }
    const versions = (page.Versions ?? []).map(({ Key, VersionId, ETag, Size, IsLatest }) => ({
      key: Key ?? '',
      versionId: VersionId ?? null,
      etag: bareEtag(ETag),
      size: Size ?? 0,
      isLatest: IsLatest === true,
    }));
    const markers = (page.DeleteMarkers ?? []).map(({ Key, VersionId, IsLatest }) => ({
      key: Key ?? '',
      versionId: VersionId ?? null,
      etag: null,
      size: 0,
      isLatest: IsLatest === true,
    }));
    yield [...versions, ...markers];
    if (page.IsTruncated !== true) return;
    after = {
      ...(page.NextKeyMarker !== undefined && { KeyMarker: page.NextKeyMarker }),
      ...(page.NextVersionIdMarker !== undefined && { VersionIdMarker: page.NextVersionIdMarker }),
    };
  }
}

const isUnimplemented = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'NotImplemented';
