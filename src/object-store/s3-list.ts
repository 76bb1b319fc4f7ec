import { HeadObjectCommand, ListObjectsV2Command, type ListObjectsV2Output } from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import { REPLACEMENT } from '../domain/object-keys';
import { ObjectNotFound, RequestRefused } from './errors';
import { listingCheck, refusingCircles } from './listing-check';
import { bareEtag, wholeSeconds } from './object-facts';
import type { ObjectSummary } from './port';
import { place, type S3Context } from './s3-client';

interface ListOptions {
  startAfter?: string;
  signal?: AbortSignal;
  /** Keys of a page; S3's most, 1,000, unless said. */
  pageSize?: number | undefined;
}

/**
 * Pages of up to 1,000, the most that S3 gives. Empty pages are left out. Where a store cannot write a key into its answer,
 * it may list the same object twice or skip others if it is asked to go on behind that key: then the listing goes on behind
 * the last key that stands as it is stored.
 */
export async function* listObjects(
  context: S3Context,
  from: ObjectLocation,
  options: ListOptions = {},
): AsyncIterable<ObjectSummary[]> {
  const { client, call } = context;
  let check = listingCheck(from);
  const refuseCircle = refusingCircles('list', from);
  let { startAfter } = options;
  let token: string | undefined;
  for (;;) {
    const command = new ListObjectsV2Command({
      Bucket: from.bucket,
      Prefix: from.key,
      // XML cannot carry every key; a store that knows `url` escapes them.
      EncodingType: 'url',
      ...(options.pageSize === undefined ? {} : { MaxKeys: options.pageSize }),
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(token === undefined && startAfter !== undefined ? { StartAfter: startAfter } : {}),
    });
    const page = await call('list', place(from), options.signal, (o) => client.send(command, o));
    check(page);
    const listed = summariesOf(page, from);
    const isMore = page.IsTruncated === true;
    if (isMore && page.EncodingType !== 'url' && listed.at(-1)?.key.includes(REPLACEMENT)) {
      const last = await lastAsStored(context, from, listed, options.signal);
      yield listed.slice(0, last + 1);
      [token, startAfter] = [undefined, listed[last]?.key];
      refuseCircle(startAfter);
      // What was not given out comes again.
      check = listingCheck(from);
    } else {
      if (listed.length > 0) yield listed;
      token = isMore ? page.NextContinuationToken : undefined;
      if (token === undefined) return;
    }
  }
}

/** Where the last object stands in a page whose key is what it was stored under: one without U+FFFD, or that can be found. */
async function lastAsStored(
  { client, call }: S3Context,
  { bucket, key: prefix }: ObjectLocation,
  page: readonly ObjectSummary[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const clean = page.findLastIndex(({ key }) => !key.includes(REPLACEMENT));
  if (clean >= 0) return clean;
  for (const [index, { key, etag }] of [...page.entries()].reverse()) {
    const at = { bucket, key };
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
    const found = await call('list', place(at), signal, (o) => client.send(command, o)).catch(absent);
    if (found !== null && bareEtag(found.ETag) === etag) return index;
  }
  const what = `${page.length} keys in a row cannot be read, from '${(page[0]?.key ?? '').slice(0, 100)}' on: they hold control characters or are no UTF-8, and the store cannot go on behind them`;
  throw new RequestRefused(
    { operation: 'list', location: place({ bucket, key: prefix }), code: null },
    what,
    'delete or rename them',
  );
}

function absent(error: unknown): null {
  if (error instanceof ObjectNotFound) return null;
  throw error;
}

function summariesOf(page: ListObjectsV2Output, from: ObjectLocation): ObjectSummary[] {
  // versitygw answers unescaped and says so by an empty EncodingType.
  const decode = page.EncodingType === 'url' ? (key: string) => decodeKey(key, from) : (key: string): string => key;
  return (page.Contents ?? []).map((object) => ({
    key: decode(object.Key ?? ''),
    etag: bareEtag(object.ETag),
    size: object.Size ?? 0,
    lastModified: wholeSeconds(object.LastModified),
  }));
}

/** The form encoding of S3's listings: `+` is a space. */
function decodeKey(key: string, from: ObjectLocation): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    const at = { operation: 'list', location: place(from), code: null };
    const what = `the listing says that its keys are escaped, and '${key.slice(0, 100)}' is not`;
    throw new RequestRefused(at, what, 'look at the store, and at what stands in front of it');
  }
}
