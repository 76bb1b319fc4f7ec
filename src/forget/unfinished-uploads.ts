import type { UnfinishedUpload } from '../object-store/eraser';
import { BucketMissing } from '../object-store/errors';
import type { ForgetDependencies, Request, SearchedLoop } from './dependencies';
import type { Image } from './find-images';
import { isOfRequest, placesOf, type StoredCopy } from './stored-copies';

/** Parts of an image's copy that were never put together: no listing of objects shows them. */
export interface StoredUpload extends UnfinishedUpload {
  bucket: string;
}

/**
 * Unfinished uploads of the images, also to where they were never filed in the end. Whole buckets are asked, and each known key by
 * itself: MinIO tells of none below a prefix, and in a whole bucket of those alone that were begun since it was started.
 */
export async function unfinishedUploads(
  { eraser }: ForgetDependencies,
  { config }: SearchedLoop,
  request: Request,
  { images, copies }: { images: readonly Image[]; copies: readonly StoredCopy[] },
): Promise<StoredUpload[]> {
  const { bucket: source } = config.source;
  const keys = [...copies, ...request.places, ...images.map(({ key }) => ({ bucket: source, key }))];
  const isKnown = (at: { bucket: string; key: string }): boolean =>
    keys.some(({ bucket, key }) => bucket === at.bucket && key === at.key);
  const found = new Map<string, StoredUpload>();
  const buckets = placesOf(config).map(({ bucket }) => ({ bucket, key: '' }));
  for (const { bucket, key } of [...buckets, ...keys]) {
    try {
      for await (const page of eraser.uploads({ bucket, key })) {
        for (const upload of page) {
          const at = { bucket, ...upload };
          if (isKnown(at) || isOfRequest(at, request)) found.set(upload.uploadId, at);
        }
      }
    } catch (error) {
      if (!(error instanceof BucketMissing)) throw error;
    }
  }
  return [...found.values()];
}
