import type { ObjectLocation } from '../contracts/artifact';

/** One version of an object, or the mark that one was deleted. */
export interface ObjectVersion {
  key: string;
  /** Null where the bucket keeps no versions. */
  versionId: string | null;
  /** Null for a delete marker. */
  etag: string | null;
  size: number;
  /** Whether it is what a reader gets. */
  isLatest: boolean;
}

/** Parts that were uploaded for an object that was never completed. */
export interface UnfinishedUpload {
  key: string;
  uploadId: string;
}

/** What only `annoloop forget` needs of a store: to see what a listing hides, and to delete it for good. */
export interface ObjectEraser {
  /** Every version and delete marker below a prefix, in pages; of a bucket without versions its objects. */
  versions(from: ObjectLocation, options?: { signal?: AbortSignal }): AsyncIterable<ObjectVersion[]>;
  /** Deletes this version; what is gone already is no error. */
  erase(at: ObjectLocation, versionId: string | null, options?: { signal?: AbortSignal }): Promise<void>;
  /** Uploads in parts below a prefix that nobody finished, in pages. MinIO tells of those of a whole key or of a whole bucket alone. */
  uploads(from: ObjectLocation, options?: { signal?: AbortSignal }): AsyncIterable<UnfinishedUpload[]>;
  /** Ends this upload, and its parts with it; what is gone already is no error. */
  abort(at: ObjectLocation, uploadId: string, options?: { signal?: AbortSignal }): Promise<void>;
}
