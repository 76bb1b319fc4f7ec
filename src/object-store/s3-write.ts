import { DeleteObjectCommand, PutObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import { unlessDeleted } from './delete-marker';
import { notAnS3Answer, ObjectNotFound } from './errors';
import { bareEtag, quotedEtag } from './object-facts';
import { checkTags, tagHeader } from './object-tags';
import type { ObjectStore } from './port';
import { place, type S3Context } from './s3-client';

/** Sends one buffer: of a stream, versitygw would store the transfer's own framing (`aws-chunked`). */
export async function putObject(
  { client, call }: S3Context,
  at: ObjectLocation,
  bytes: Uint8Array,
  options: Parameters<ObjectStore['put']>[2] = {},
): Promise<{ etag: string }> {
  const command = new PutObjectCommand({
    Bucket: at.bucket,
    Key: at.key,
    Body: bytes,
    ...(options.create === true ? { IfNoneMatch: '*' } : {}),
    ...(options.contentType === undefined ? {} : { ContentType: options.contentType }),
    ...(options.metadata === undefined ? {} : { Metadata: options.metadata }),
    ...(options.tags === undefined ? {} : { Tagging: tagHeader('put', place(at), options.tags) }),
  });
  const answer = await call('put', place(at), options.signal, (o) => client.send(command, o));
  return { etag: bareEtag(answer.ETag) };
}

export async function putObjectTags(
  context: S3Context,
  at: ObjectLocation,
  tags: Record<string, string>,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  checkTags('putTags', place(at), tags);
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const command = new PutObjectTaggingCommand({ Bucket: at.bucket, Key: at.key, Tagging: { TagSet } });
  await unlessDeleted(context, 'putTags', at, options.signal, () =>
    context.call('putTags', place(at), options.signal, (o) => context.client.send(command, o)),
  );
}

export async function deleteObject(
  { client, call }: S3Context,
  at: ObjectLocation,
  options: { ifMatch?: string; signal?: AbortSignal } = {},
): Promise<void> {
  const command = new DeleteObjectCommand({
    Bucket: at.bucket,
    Key: at.key,
    ...(options.ifMatch === undefined ? {} : { IfMatch: quotedEtag(options.ifMatch) }),
  });
  try {
    const { $metadata } = await call('delete', place(at), options.signal, (o) => client.send(command, o), {
      once: true,
    });
    // S3 says 204. Another success may come from whatever stands in front of the store, with the object still there.
    if ($metadata.httpStatusCode !== 204) throw notAnS3Answer({ operation: 'delete', location: place(at), code: null });
  } catch (error) {
    // A conditional delete of what is gone is 204 on some stores and 404 on others.
    if (!(error instanceof ObjectNotFound)) throw error;
  }
}
