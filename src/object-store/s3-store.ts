import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { RequestRefused } from './errors';
import type { ObjectStore } from './port';
import { createBuckets } from './s3-buckets';
import { createS3Client, createS3Context, place, type S3Settings } from './s3-client';
import { copyObject, DEFAULT_MULTIPART } from './s3-copy';
import { listObjects } from './s3-list';
import { getObject, getObjectTags, headObject } from './s3-read';
import { abortUploads } from './s3-unfinished-uploads';
import { deleteObject, putObject, putObjectTags } from './s3-write';

/** SigV4's longest life of a presigned URL: 7 days. */
const MAX_EXPIRY_SECONDS = 604_800;

/** The object store port on the AWS SDK; tried on versitygw, MinIO's and AWS's known differences minded. */
export function createS3Store(settings: S3Settings): ObjectStore {
  const context = createS3Context(settings);
  const buckets = createBuckets(context);
  // A signature covers the host, so presigning needs a client of its own; it never opens a connection.
  const presigning = createS3Client(settings, context.client);
  return {
    list: (from, options) => listObjects(context, from, { ...options, pageSize: settings.listPage }),
    head: (at, options) => headObject(context, buckets, at, options),
    get: (at, options) => getObject(context, at, options),
    getTags: (at, options) => getObjectTags(context, at, options),
    putTags: (at, tags, options) => putObjectTags(context, at, tags, options),
    put: (at, bytes, options) => putObject(context, at, bytes, options),
    copy: (request) => copyObject(context, request, settings.multipartCopy),
    abortCopies: async (to, size, options) => {
      const { thresholdBytes } = settings.multipartCopy ?? DEFAULT_MULTIPART;
      if (size > thresholdBytes) await abortUploads(context, to, options?.signal);
    },
    delete: (at, options) => deleteObject(context, at, options),
    ensureBucket: (bucket) => buckets.ensure(bucket),
    bucketExists: (bucket) => buckets.exists(bucket),
    now: (bucket) => buckets.now(bucket),

    async presignGet(at, expiresSeconds) {
      if (expiresSeconds < 1 || expiresSeconds > MAX_EXPIRY_SECONDS) {
        const what = `a signed URL cannot live for ${expiresSeconds} seconds`;
        const advice = 'ask for 1 second to 7 days';
        throw new RequestRefused({ operation: 'presignGet', location: place(at), code: null }, what, advice);
      }
      // An image on a page is shown all the same; what a stranger uploaded as a page is not, whoever opens the URL itself.
      const command = new GetObjectCommand({
        Bucket: at.bucket,
        Key: at.key,
        ResponseContentDisposition: 'attachment',
      });
      return context.call('presignGet', place(at), undefined, () =>
        getSignedUrl(presigning, command, { expiresIn: Math.floor(expiresSeconds) }),
      );
    },
  };
}
