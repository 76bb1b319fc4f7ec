import type { Readable } from 'node:stream';
import type { ObjectLocation } from '../contracts/artifact';

/** One line of a listing. `lastModified` is the store's clock, ISO 8601 UTC on whole seconds: `2026-11-21T02:05:29Z`. */
export interface ObjectSummary {
  key: string;
  etag: string;
  size: number;
  lastModified: string;
}

export interface ObjectHead extends ObjectSummary {
  contentType: string | null;
  metadata: Record<string, string>;
  versionId: string | null;
}

export interface ObjectBody {
  head: ObjectHead;
  /** 200, or 206 with `contentRange`. */
  status: 200 | 206;
  contentLength: number;
  contentRange: string | null;
  body: Readable;
}

export interface CopyRequest {
  from: ObjectLocation;
  /** Copy this version only. */
  ifMatch: string;
  to: ObjectLocation;
  size: number;
  /** The tags of the copy; the source's are not taken over by themselves. */
  tags: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * What Annoloop needs of an object store. ETags are bare (no quotes). Every method passes an abort signal on, retries at
 * most once, and throws one of `src/object-store/errors.ts`, which says the operation and the location.
 */
export interface ObjectStore {
  /** Pages of objects in key order, after `startAfter` (exclusive). */
  list(from: ObjectLocation, options?: { startAfter?: string; signal?: AbortSignal }): AsyncIterable<ObjectSummary[]>;
  /** Null where there is no such object. */
  head(at: ObjectLocation, options?: { signal?: AbortSignal }): Promise<ObjectHead | null>;
  /** @throws ObjectNotFound, PreconditionFailed (`ifMatch`), RangeNotSatisfiable */
  get(at: ObjectLocation, options?: { ifMatch?: string; range?: string; signal?: AbortSignal }): Promise<ObjectBody>;
  /** @throws ObjectNotFound */
  getTags(at: ObjectLocation, options?: { signal?: AbortSignal }): Promise<Record<string, string>>;
  putTags(at: ObjectLocation, tags: Record<string, string>, options?: { signal?: AbortSignal }): Promise<void>;
  /** @throws PreconditionFailed where `create` is set and the key exists */
  put(
    at: ObjectLocation,
    bytes: Uint8Array,
    options?: {
      create?: boolean;
      contentType?: string;
      metadata?: Record<string, string>;
      tags?: Record<string, string>;
      signal?: AbortSignal;
    },
  ): Promise<{ etag: string }>;
  /**
   * Server-side copy, in parts above 512 MiB. Looks first whoever must not overwrite: asked with If-None-Match, which holds for
   * parts, while not every store looks at it for a copy in one request. Never sent twice: its reply may be what was lost.
   * @throws PreconditionFailed (the source is another version, or something lies at `to`), ObjectNotFound
   */
  copy(request: CopyRequest): Promise<{ etag: string }>;
  /**
   * Where an object of this size is copied in parts: ends copies to this key that were never finished, whose parts cost
   * storage and are in no listing. One that still runs fails.
   */
  abortCopies(to: ObjectLocation, size: number, options?: { signal?: AbortSignal }): Promise<void>;
  /** Never sent twice, as a copy. Deleting what is not there is no error. Sends If-Match, which not every store honours: look first. @throws PreconditionFailed */
  delete(at: ObjectLocation, options?: { ifMatch?: string; signal?: AbortSignal }): Promise<void>;
  /** A GET URL for `S3_PUBLIC_ENDPOINT`; `expiresSeconds` at most 604,800 (SigV4's limit). */
  presignGet(at: ObjectLocation, expiresSeconds: number): Promise<string>;
  /** True when it was made now. */
  ensureBucket(bucket: string): Promise<boolean>;
  bucketExists(bucket: string): Promise<boolean>;
  /** The store's own clock, from a `Date` header. */
  now(bucket: string): Promise<Date>;
}
