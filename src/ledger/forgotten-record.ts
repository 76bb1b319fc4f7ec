import { z } from 'zod';

/** An artifact whose bytes were exchanged, by its digests before and after. */
interface ReplacedArtifact {
  /** Full key in the ledger's bucket. */
  key: string;
  from: string;
  to: string;
}

/**
 * `forgotten/NNNN.json`: which items were forgotten, and which artifacts were written anew without them. References that
 * name an artifact by its old digest, as those in open workflows do, are read by way of it.
 */
export interface ForgottenRecord {
  items: string[];
  by: string;
  /** ISO 8601 UTC, the store's clock. */
  at: string;
  /** What `fingerprints` are salted with. */
  salt: string;
  /** Salted digests of what the images were, so that the same ones are known if they come again; see `fingerprint`. */
  fingerprints: string[];
  replaced: ReplacedArtifact[];
}

export const forgottenRecordSchema: z.ZodType<ForgottenRecord> = z.object({
  items: z.array(z.string()),
  by: z.string(),
  at: z.string(),
  salt: z.string(),
  fingerprints: z.array(z.string()),
  replaced: z.array(z.object({ key: z.string(), from: z.string(), to: z.string() })),
});
