import { addAbortSignal, Readable } from 'node:stream';
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import { unlessDeleted } from './delete-marker';
import { StoreUnavailable } from './errors';
import { bareEtag, quotedEtag, wholeSeconds } from './object-facts';
import type { ObjectBody, ObjectHead } from './port';
import type { Buckets } from './s3-buckets';
import { place, type S3Context } from './s3-client';
import { readSdkError } from './sdk-error';

/**
 * Null where there is no such object. Answers to HEAD have no body, so an object, a bucket and (versitygw) an access
 * key that are missing look the same: then the bucket is asked, by a request whose refusal says why.
 */
export async function headObject(
  { client, call }: S3Context,
  buckets: Buckets,
  at: ObjectLocation,
  options: { signal?: AbortSignal } = {},
): Promise<ObjectHead | null> {
  const command = new HeadObjectCommand({ Bucket: at.bucket, Key: at.key });
  return call('head', place(at), options.signal, async (o) => {
    try {
      return headOf(at.key, await client.send(command, o));
    } catch (error) {
      const status = readSdkError(error)?.status ?? null;
      if (status === null || status >= 500) throw error;
      await buckets.explain('head', at, { trustSeen: status === 404, ...options });
      if (status === 404) return null;
      throw error;
    }
  });
}

export async function getObject(
  { client, call, failure, requestTimeoutMs }: S3Context,
  at: ObjectLocation,
  options: { ifMatch?: string; range?: string; signal?: AbortSignal } = {},
): Promise<ObjectBody> {
  const command = new GetObjectCommand({
    Bucket: at.bucket,
    Key: at.key,
    ...(options.ifMatch === undefined ? {} : { IfMatch: quotedEtag(options.ifMatch) }),
    ...(options.range === undefined ? {} : { Range: options.range }),
  });
  const answer = await call('get', place(at), options.signal, (o) => client.send(command, o));
  const source = answer.Body instanceof Readable ? answer.Body : Readable.from([]);
  const body = Readable.from(
    namingFailures(boundedWaiting(source, at, requestTimeoutMs), (error) => failure('get', place(at), error)),
    { objectMode: false },
  );
  if (options.signal !== undefined) addAbortSignal(options.signal, body);
  return {
    head: headOf(at.key, answer),
    status: answer.$metadata.httpStatusCode === 206 ? 206 : 200,
    contentLength: answer.ContentLength ?? 0,
    contentRange: answer.ContentRange ?? null,
    body,
  };
}

export async function getObjectTags(
  context: S3Context,
  at: ObjectLocation,
  options: { signal?: AbortSignal } = {},
): Promise<Record<string, string>> {
  const command = new GetObjectTaggingCommand({ Bucket: at.bucket, Key: at.key });
  const { TagSet } = await unlessDeleted(context, 'getTags', at, options.signal, () =>
    context.call('getTags', place(at), options.signal, (o) => context.client.send(command, o)),
  );
  return Object.fromEntries((TagSet ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** Bytes a second that any store can send; below, it is as good as down, and a body that only drips would never end. */
const SLOWEST = 16_384;

/**
 * Ends a body that the store sends too slowly. What counts is how long the store is waited for, not how long a reader takes
 * (an annotator's browser may take its time); a silence ends by the socket's own timeout.
 */
async function* boundedWaiting(source: Readable, at: ObjectLocation, patienceMs: number): AsyncGenerator<Buffer> {
  let waited = 0;
  let received = 0;
  let asked = performance.now();
  for await (const chunk of source) {
    waited += performance.now() - asked;
    received += (chunk as Buffer).length;
    if (waited > patienceMs + (received / SLOWEST) * 1000) {
      const what = `the body comes too slowly: ${received} bytes in ${Math.round(waited)} ms`;
      const advice = 'look at the store and the network to it';
      throw new StoreUnavailable({ operation: 'get', location: place(at), code: null }, what, advice, null);
    }
    yield chunk as Buffer;
    asked = performance.now();
  }
}

/** A connection that breaks while the body is read fails as any other request does. */
async function* namingFailures(
  source: AsyncIterable<Buffer>,
  name: (error: unknown) => unknown,
): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    throw name(error);
  }
}

function headOf(key: string, answer: Omit<HeadObjectCommandOutput, '$metadata'>): ObjectHead {
  const whole = /\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1];
  return {
    key,
    etag: bareEtag(answer.ETag),
    size: whole === undefined ? (answer.ContentLength ?? 0) : Number(whole),
    lastModified: wholeSeconds(answer.LastModified),
    contentType: answer.ContentType ?? null,
    metadata: answer.Metadata ?? {},
    versionId: answer.VersionId === undefined || answer.VersionId === 'null' ? null : answer.VersionId,
  };
}
