import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import type { UnfinishedUpload } from './eraser';
import { ObjectStoreError } from './errors';
import { refusingCircles } from './listing-check';
import { place, type S3Context } from './s3-client';

/**
 * Uploads in parts below a prefix that nobody has finished, in pages: they are in no listing of objects. MinIO tells of those of a
 * whole key, or without any prefix of those that were begun since it was started.
 */
export async function* listUploads(
  { client, call }: S3Context,
  from: ObjectLocation,
  signal: AbortSignal | undefined,
): AsyncGenerator<UnfinishedUpload[]> {
  const refuseCircle = refusingCircles('abortCopies', from);
  let after: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const command = new ListMultipartUploadsCommand({ Bucket: from.bucket, Prefix: from.key, ...after });
    const page = await call('abortCopies', place(from), signal, (o) => client.send(command, o));
    yield (page.Uploads ?? []).flatMap(({ Key, UploadId }) =>
      Key === undefined || UploadId === undefined ? [] : [{ key: Key, uploadId: UploadId }],
    );
    if (page.IsTruncated !== true) return;
    after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    refuseCircle(after);
  }
}

/** Ends an upload in parts, and its parts with it. One that is gone already is no error. */
export async function abortUpload(
  { client, call }: S3Context,
  at: ObjectLocation,
  uploadId: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const command = new AbortMultipartUploadCommand({ Bucket: at.bucket, Key: at.key, UploadId: uploadId });
  await call('abortCopies', place(at), signal, (o) => client.send(command, o)).catch(ifGone);
}

/** Ends what an attempt that died in the middle of a copy to this very key leaves behind. */
export async function abortUploads(
  context: S3Context,
  to: ObjectLocation,
  signal: AbortSignal | undefined,
): Promise<void> {
  for await (const page of listUploads(context, to, signal)) {
    // The key is a prefix there, so other keys may be among them.
    for (const { key, uploadId } of page) if (key === to.key) await abortUpload(context, to, uploadId, signal);
  }
}

/** It ended by itself, or by an abort whose reply was lost. */
function ifGone(error: unknown): void {
  const code = error instanceof ObjectStoreError ? error.code : null;
  if (code !== 'NoSuchUpload') throw error;
}
