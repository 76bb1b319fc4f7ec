import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import { ObjectNotFound, RequestRefused } from './errors';
import { place, type S3Context } from './s3-client';
import { readSdkError } from './sdk-error';

/**
 * In a bucket that keeps versions, an object that was deleted has its tags refused as 'MethodNotAllowed' (AWS and versitygw),
 * which would pass for a store without tags: whether there is an object says which it is.
 */
export async function unlessDeleted<T>(
  { client }: S3Context,
  operation: string,
  at: ObjectLocation,
  request: () => Promise<T>,
): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof RequestRefused) || error.code !== 'MethodNotAllowed') throw error;
    const head = new HeadObjectCommand({ Bucket: at.bucket, Key: at.key });
    const gone = await client.send(head).then(
      () => false,
      (refusal: unknown) => readSdkError(refusal)?.status === 404,
    );
    throw gone ? new ObjectNotFound({ operation, location: place(at), code: error.code }) : error;
  }
}
