import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { copyPlace, copySource } from './copy-source';
import { RangeNotSatisfiable, RequestRefused } from './errors';
import { bareEtag, quotedEtag } from './object-facts';
import type { CopyRequest } from './port';
import type { S3Context } from './s3-client';

/** Parts copied at the same time: the bytes stay in the store, so a few keep it busy. */
const CONCURRENCY = 4;

/** A server-side copy in parts. A multipart upload has no source, so what CopyObject takes over is set by hand. */
export async function copyInParts(
  { client, call }: S3Context,
  request: CopyRequest,
  tagging: string,
  partBytes: number,
): Promise<{ etag: string }> {
  const send = <T>(run: (o: { abortSignal: AbortSignal }) => Promise<T>, once = false): Promise<T> =>
    call('copy', copyPlace(request), request.signal, run, { once });
  const source = { Bucket: request.from.bucket, Key: request.from.key, IfMatch: quotedEtag(request.ifMatch) };
  const target = { Bucket: request.to.bucket, Key: request.to.key };

  const head = await send((o) => client.send(new HeadObjectCommand(source), o));
  const created = await send(
    (o) =>
      client.send(
        new CreateMultipartUploadCommand({
          ...target,
          Tagging: tagging,
          Metadata: head.Metadata ?? {},
          ContentType: head.ContentType,
          CacheControl: head.CacheControl,
          ContentDisposition: head.ContentDisposition,
          ContentEncoding: head.ContentEncoding,
          ContentLanguage: head.ContentLanguage,
        }),
        o,
      ),
    true,
  );
  const upload = { ...target, UploadId: created.UploadId };
  try {
    const parts = await inParallel(rangesOf(request.size, partBytes), CONCURRENCY, async (range, index) => {
      const command = new UploadPartCopyCommand({
        ...upload,
        PartNumber: index + 1,
        CopySource: copySource(request.from),
        CopySourceIfMatch: quotedEtag(request.ifMatch),
        CopySourceRange: range,
      });
      const answer = await send((o) => client.send(command, o));
      return { PartNumber: index + 1, ETag: answer.CopyPartResult?.ETag } satisfies CompletedPart;
    });
    const command = new CompleteMultipartUploadCommand({
      ...upload,
      MultipartUpload: { Parts: parts },
      IfNoneMatch: '*',
    });
    const done = await send((o) => client.send(command, o), true);
    return { etag: bareEtag(done.ETag) };
  } catch (error) {
    // Without the caller's signal, which may be the reason; parts left behind cost storage without being listed.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    // Of a shorter version that was stored meanwhile the ranges are refused before its ETag is looked at: this refuses it.
    if (error instanceof RequestRefused || error instanceof RangeNotSatisfiable) {
      await send((o) => client.send(new HeadObjectCommand(source), o));
    }
    throw error;
  }
}

/** `bytes=0-99`, `bytes=100-149`, … */
export function rangesOf(size: number, partBytes: number): string[] {
  const count = Math.ceil(size / partBytes);
  return Array.from({ length: count }, (_, i) => `bytes=${i * partBytes}-${Math.min(size, (i + 1) * partBytes) - 1}`);
}

/** Results in order. After a failure nothing new starts, and what runs is waited for. */
async function inParallel<T, R>(items: T[], width: number, work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed && next < items.length) {
      const index = next++;
      try {
        results[index] = await work(items[index] as T, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: width }, lane));
  const refused = lanes.find((result) => result.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
  return results;
}
