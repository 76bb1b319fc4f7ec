import { ListObjectsV2Command, type ListObjectsV2Output } from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import { bareEtag, wholeSeconds } from './object-facts';
import type { ObjectSummary } from './port';
import { place, type S3Context } from './s3-client';

/** Pages of up to 1,000, the most that S3 gives. Empty pages are left out. */
export async function* listObjects(
  { client, call }: S3Context,
  from: ObjectLocation,
  options: { startAfter?: string; signal?: AbortSignal } = {},
): AsyncIterable<ObjectSummary[]> {
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: from.bucket,
      Prefix: from.key,
      // XML cannot carry every key; a store that knows `url` escapes them.
      EncodingType: 'url',
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(token === undefined && options.startAfter !== undefined ? { StartAfter: options.startAfter } : {}),
    });
    const page = await call('list', place(from), options.signal, (o) => client.send(command, o));
    const summaries = summariesOf(page);
    if (summaries.length > 0) yield summaries;
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

function summariesOf(page: ListObjectsV2Output): ObjectSummary[] {
  // versitygw answers unescaped and says so by an empty EncodingType.
  const decode = page.EncodingType === 'url' ? decodeKey : (key: string): string => key;
  return (page.Contents ?? []).map((object) => ({
    key: decode(object.Key ?? ''),
    etag: bareEtag(object.ETag),
    size: object.Size ?? 0,
    lastModified: wholeSeconds(object.LastModified),
  }));
}

/** The form encoding of S3's listings: `+` is a space. */
const decodeKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));
