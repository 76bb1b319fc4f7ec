import { createHash } from 'node:crypto';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { Ledger } from '../../src/ledger/port';

interface Stored {
  ref: ArtifactRef;
  text: string;
  lastModified: string;
  metadata: Record<string, string>;
}

/** A ledger that lives in memory: create-only as the real one, without SQL. */
export function memoryLedger(bucket = 'memory'): Ledger {
  const stored = new Map<string, Stored>();

  const create = (key: string, text: string, rows: number, metadata = {}): { ref: ArtifactRef; created: boolean } => {
    const there = stored.get(key);
    if (there) return { ref: there.ref, created: false };
    const ref = { key, sha256: createHash('sha256').update(text).digest('hex'), rows };
    stored.set(key, { ref, text, lastModified: new Date().toISOString(), metadata });
    return { ref, created: true };
  };
  const read = ({ key, sha256 }: ArtifactRef): string => {
    const there = stored.get(key);
    if (there?.ref.sha256 !== sha256) throw new Error(`no artifact ${key} with digest ${sha256}`);
    return there.text;
  };

  const ledger: Ledger = {
    bucket,
    find: async (key) => stored.get(key)?.ref ?? null,
    list: async (folder) =>
      [...stored]
        .filter(([key]) => key.startsWith(folder) && !key.slice(folder.length).includes('/'))
        .map(([key, { lastModified }]) => ({ key, lastModified }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    createJson: async (key, value) => create(key, JSON.stringify(value), 1),
    createText: async (key, text, _contentType, rows = 1) => create(key, text, rows),
    async createRows(key, table, rows, metadata) {
      const lines: string[] = [];
      for await (const row of rows) {
        const values = Object.entries(row as object);
        const named = values.map(([name]) => name).sort();
        const columns = table.columns.map(({ name }) => name).sort();
        if (named.join() !== columns.join()) throw new Error(`${key}: a row has ${named}, the table ${columns}`);
        lines.push(JSON.stringify(Object.fromEntries(values)));
      }
      return create(key, `[${lines.join(',')}]`, lines.length, metadata);
    },
    readJson: async (ref, schema) => schema.parse(JSON.parse(read(ref))),
    readText: async (ref) => read(ref),
    readMetadata: async ({ key }) => stored.get(key)?.metadata ?? {},
    async readRows(ref, _table, page) {
      const rows = JSON.parse(read(ref));
      return page ? rows.slice(page.offset, page.offset + page.limit) : rows;
    },
    async *streamRows(refs, table) {
      for (const ref of refs) yield* await ledger.readRows(ref, table);
    },
    query: async () => {
      throw new Error('the ledger in memory has no SQL');
    },
  };
  return ledger;
}
