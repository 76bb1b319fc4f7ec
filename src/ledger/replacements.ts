import { ledgerKeys } from '../domain/layout';
import type { ObjectStore } from '../object-store/port';
import { readWhole } from '../object-store/read-whole';
import type { ArtifactCache } from './artifact-cache';
import { forgottenRecordSchema } from './forgotten-record';

/** Which bytes stand for an artifact by now: since `annoloop forget`, others than its references say. */
export interface Replacements {
  /**
   * The digests that an artifact of this digest may have by now, the newest last; the digest alone where nothing of it
   * was forgotten.
   */
  digestsOf(sha256: string, options?: { fresh: boolean }): Promise<readonly string[]>;
}

/**
 * What was forgotten is out of every process that reads the ledger after this long, local copies included: whoever forgets
 * waits for it. Until then a step may read a row as it was.
 */
export const FRESH_MS = 10_000;

/** Reads the records of a ledger, a listing every ten seconds of use; drops local copies of the bytes that were exchanged. */
export function createReplacements(
  store: ObjectStore,
  cache: ArtifactCache,
  { bucket, prefix }: { bucket: string; prefix: string },
): Replacements {
  const read = new Set<string>();
  const successors = new Map<string, Set<string>>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let look: Promise<void> | null = null;

  async function readNew(): Promise<void> {
    // What is written down while we look may be missed: the next look is due by when this one began.
    const begun = performance.now();
    for await (const page of store.list({ bucket, key: prefix + ledgerKeys.forgottenFolder })) {
      for (const { key } of page) if (!read.has(key)) await readRecord(key);
    }
    lookedAt = begun;
    // Each time: a reader may have fetched old bytes between the record and their exchange.
    await Promise.all([...successors.keys()].map((sha256) => cache.drop(sha256)));
  }
  async function readRecord(key: string): Promise<void> {
    const bytes = await readWhole(store, { bucket, key });
    if (!bytes) return;
    for (const { from, to } of forgottenRecordSchema.parse(JSON.parse(bytes.toString('utf8'))).replaced) {
      if (from !== to) successors.set(from, (successors.get(from) ?? new Set()).add(to));
    }
    read.add(key);
  }
  /** Readers that arrive together share one look. */
  const lookAgain = (): Promise<void> => {
    look ??= readNew().finally(() => {
      look = null;
    });
    return look;
  };

  return {
    async digestsOf(sha256, options) {
      if (options?.fresh === true || performance.now() - lookedAt > FRESH_MS) await lookAgain();
      const digests = new Set([sha256]);
      for (const digest of digests) for (const next of successors.get(digest) ?? []) digests.add(next);
      return [...digests];
    },
  };
}
