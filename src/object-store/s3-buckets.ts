import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { BucketMissing, StoreUnavailable } from './errors';
import type { S3Context } from './s3-client';
import { readSdkError } from './sdk-error';

/** How long a bucket that answered is taken to exist still. */
const SEEN_MS = 60_000;

export interface Buckets {
  /**
   * Returns when the bucket can be used, else throws why not. `trustSeen`: no request where it answered within a minute.
   */
  explain(
    operation: string,
    at: { bucket: string },
    options: { trustSeen: boolean; signal?: AbortSignal },
  ): Promise<void>;
  exists(bucket: string): Promise<boolean>;
  ensure(bucket: string): Promise<boolean>;
  now(bucket: string): Promise<Date>;
}

export function createBuckets({ client, call }: S3Context): Buckets {
  const seen = new Map<string, number>();

  /** The cheapest request whose refusal has a body with a reason (HeadBucket's has none). Returns the `Date` header. */
  async function touch(operation: string, bucket: string, signal?: AbortSignal): Promise<string | undefined> {
    const command = new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 });
    let date: string | undefined;
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        date = (result.response as { headers: Record<string, string> }).headers.date;
        return result;
      },
      { step: 'deserialize', priority: 'low', name: 'annoloopDateHeader' },
    );
    await call(operation, `s3://${bucket}`, signal, (o) => client.send(command, o));
    seen.set(bucket, performance.now());
    return date;
  }

  async function exists(bucket: string): Promise<boolean> {
    try {
      await touch('bucketExists', bucket);
      return true;
    } catch (error) {
      if (error instanceof BucketMissing) return false;
      throw error;
    }
  }

  return {
    exists,

    async explain(operation, at, { trustSeen, signal }) {
      const age = performance.now() - (seen.get(at.bucket) ?? Number.NEGATIVE_INFINITY);
      if (!trustSeen || age > SEEN_MS) await touch(operation, at.bucket, signal);
    },

    async ensure(bucket) {
      if (await exists(bucket)) return false;
      return call('ensureBucket', `s3://${bucket}`, undefined, async (o) => {
        try {
          await client.send(new CreateBucketCommand({ Bucket: bucket }), o);
          return true;
        } catch (error) {
          // Somebody else of us was faster.
          if (readSdkError(error)?.code === 'BucketAlreadyOwnedByYou') return false;
          throw error;
        }
      });
    },

    async now(bucket) {
      const date = new Date((await touch('now', bucket)) ?? '');
      if (!Number.isNaN(date.getTime())) return date;
      const at = { operation: 'now', location: `s3://${bucket}`, code: 'NoDateHeader' };
      throw new StoreUnavailable(at, 'the answer has no Date header', 'look at the proxy in front of the store', null);
    },
  };
}
