import type { ObjectLocation } from '../../../src/contracts/artifact';

/** One object version that is to be copied, and where to. */
export interface CopyOrder {
  itemId: string;
  from: ObjectLocation & { etag: string };
  to: ObjectLocation;
  /** Bytes of the object that was drawn. */
  size: number;
  /** SHA-256 of the content that was drawn, hex; null where it is not known. */
  contentSha256: string | null;
  /** The tags of the copy, made from the object's own. */
  tagsFor(own: Record<string, string>): Record<string, string>;
  signal: AbortSignal;
}
