import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import { ObjectNotFound, RequestRefused } from './errors';
import { place, type S3Context } from './s3-client';

/** Whoever deletes and stores an object again and again, by turns with our looks, is not waited for. */
const LOOKS = 3;

/**
 * In a bucket that keeps versions, an object that was deleted has its tags refused as 'MethodNotAllowed' (AWS and versitygw),
 * which would pass for a store without tags: whether there is an object says which it is. Where there is one, it may have
 * been stored since the refusal: it is asked for its tags again.
 * @param request may be sent more than once
 * @throws ObjectNotFound, what `request` throws, and StoreUnavailable where the look fails: then nobody knows
 */
export async function unlessDeleted<T>(
  context: S3Context,
  operation: string,
  at: ObjectLocation,
  signal: AbortSignal | undefined,
  request: () => Promise<T>,
): Promise<T> {
  for (let look = 1; ; look += 1) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof RequestRefused) || error.code !== 'MethodNotAllowed' || look > LOOKS) throw error;
      if (await isGone(context, at, signal)) {
        throw new ObjectNotFound({ operation, location: place(at), code: error.code });
      }
    }
  }
}

async function isGone(
  { client, call }: S3Context,
  at: ObjectLocation,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const head = new HeadObjectCommand({ Bucket: at.bucket, Key: at.key });
  try {
    await call('head', place(at), signal, (o) => client.send(head, o));
    return false;
  } catch (error) {
    if (error instanceof ObjectNotFound) return true;
    if (error instanceof RequestRefused) return false;
    throw error;
  }
}
