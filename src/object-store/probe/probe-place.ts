import { randomUUID } from 'node:crypto';
import type { ObjectLocation } from '../../contracts/artifact';
import { canonicalJson } from '../../domain/canonical-json';
import { ledgerKeys } from '../../domain/layout';
import type { ObjectStore } from '../port';
import { readWhole } from '../read-whole';
import { outcomeOf } from './outcome';

/** How long a probe may take; what lies there longer was left by one that was killed. */
const PROBE_MS = 3_600_000;

/** A folder of the ledger that one probe has for itself. */
export interface ProbePlace {
  store: ObjectStore;
  at(name: string): ObjectLocation;
  put(name: string, text: string, options?: { create?: boolean; tags?: Record<string, string> }): Promise<string>;
  /** Null where there is nothing. */
  read(name: string): Promise<string | null>;
  /** Null where it has just these tags, else what it has instead. */
  missingTags(name: string, tags: Record<string, string>): Promise<string | null>;
  /** The names that a listing shows by now. */
  listed(): Promise<Set<string>>;
  removeAll(): Promise<void>;
}

/** Its name is random: two workers that start at once must not probe each other. */
export function probePlace(store: ObjectStore, ledger: { bucket: string; prefix: string }): ProbePlace {
  const { bucket } = ledger;
  const folder = `${ledger.prefix}${ledgerKeys.probesFolder}${randomUUID()}/`;
  const used = new Set<string>();
  const at = (name: string): ObjectLocation => {
    used.add(name);
    return { bucket, key: folder + name };
  };
  return {
    store,
    at,
    put: async (name, text, options) => (await store.put(at(name), Buffer.from(text), options)).etag,
    read: async (name) => (await readWhole(store, at(name)))?.toString('utf8') ?? null,
    async missingTags(name, tags) {
      let present: Record<string, string> = {};
      const asked = await outcomeOf(
        store.getTags(at(name)).then((found) => {
          present = found;
        }),
      );
      if (asked.kind === 'unknown') return asked.said;
      return canonicalJson(present) === canonicalJson(tags) ? null : 'the object has other tags, or none';
    },
    async listed() {
      const names = new Set<string>();
      for await (const page of store.list({ bucket, key: folder })) {
        for (const { key } of page) names.add(key.slice(folder.length));
      }
      return names;
    },
    async removeAll() {
      await Promise.all([...used].map((name) => store.delete(at(name))));
    },
  };
}

/** Removes what killed probes left. Nothing reads it, so what cannot be removed does no harm either. */
export async function removeLeftovers(store: ObjectStore, ledger: { bucket: string; prefix: string }, now: Date) {
  const { bucket, prefix } = ledger;
  for await (const page of store.list({ bucket, key: prefix + ledgerKeys.probesFolder })) {
    for (const { key, lastModified } of page) {
      if (Date.parse(lastModified) < now.getTime() - PROBE_MS) await store.delete({ bucket, key });
    }
  }
}
