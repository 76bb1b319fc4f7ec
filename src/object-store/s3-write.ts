import { DeleteObjectCommand, PutObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import { ObjectNotFound } from './errors';
import { bareEtag, quotedEtag } from './object-facts';
import { checkTags, tagHeader } from './object-tags';
import { place, type S3Context } from './s3-client';

/** Sends one buffer: of a stream, versitygw would store the transfer's own framing (`aws-chunked`). */
export async function putObject(
  { client, call }: S3Context,
  at: ObjectLocation,
  bytes: Uint8Array,
  options: { create?: boolean; contentType?: string; tags?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<{ etag: string }> {
  const command = new PutObjectCommand({
    Bucket: at.bucket,
    Key: at.key,
    Body: bytes,
    ...(options.create === true ? { IfNoneMatch: '*' } : {}),
    ...(options.contentType === undefined ? {} : { ContentType: options.contentType }),
    ...(options.tags === undefined ? {} : { Tagging: tagHeader('put', place(at), options.tags) }),
  });
  const answer = await call('put', place(at), options.signal, (o) => client.send(command, o));
  return { etag: bareEtag(answer.ETag) };
}

export async function putObjectTags(
  { client, call }: S3Context,
  at: ObjectLocation,
  tags: Record<string, string>,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  checkTags('putTags', place(at), tags);
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const command = new PutObjectTaggingCommand({ Bucket: at.bucket, Key: at.key, Tagging: { TagSet } });
  await call('putTags', place(at), options.signal, (o) => client.send(command, o));
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
    await call('delete', place(at), options.signal, (o) => client.send(command, o));
  } catch (error) {
    // A conditional delete of what is gone is 204 on some stores and 404 on others.
    if (!(error instanceof ObjectNotFound)) throw error;
  }
}
