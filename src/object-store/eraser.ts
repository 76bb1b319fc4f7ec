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

/** What only `annoloop forget` needs of a store: to see what a listing hides, and to delete it for good. */
export interface ObjectEraser {
  /** Every version and delete marker below a prefix, in pages; of a bucket without versions its objects. */
  versions(from: ObjectLocation, options?: { signal?: AbortSignal }): AsyncIterable<ObjectVersion[]>;
  /** Deletes this version; what is gone already is no error. */
  erase(at: ObjectLocation, versionId: string | null, options?: { signal?: AbortSignal }): Promise<void>;
  /** Ends uploads in parts of exactly this key that nobody finished, and their parts with them; how many. */
  abortUploads(at: ObjectLocation, options?: { signal?: AbortSignal }): Promise<number>;
}
