import type { ObjectStore } from '../../src/object-store/port';

/** Our port on a store that does one thing otherwise than S3 says. */
export type Misbehaviour = (store: ObjectStore) => ObjectStore;

/** If-None-Match is not looked at: of two who create a key, both are told that they did. */
export const overwriting: Misbehaviour = (store) => ({
  ...store,
  put: (at, bytes, { create: _, ...options } = {}) => store.put(at, bytes, options),
});

/** If-None-Match is looked at before the bytes arrive: who comes a moment later is let in too. */
export const racing: Misbehaviour = (store) => ({
  ...store,
  put: async (at, bytes, { create, ...options } = {}) => {
    if (create && (await store.head(at)) !== null) return store.put(at, bytes, { create, ...options });
    return store.put(at, bytes, options);
  },
});

/** If-Match on delete is not looked at. */
export const deletingAnything: Misbehaviour = (store) => ({
  ...store,
  delete: (at, { ifMatch: _, ...options } = {}) => store.delete(at, options),
});

/** The condition on a copy's source is not looked at. */
export const copyingAnything: Misbehaviour = (store) => ({
  ...store,
  copy: async (request) => store.copy({ ...request, ifMatch: (await store.head(request.from))?.etag ?? '' }),
});

export const droppingTagsOfCopies: Misbehaviour = (store) => ({
  ...store,
  copy: (request) => store.copy({ ...request, tags: {} }),
});

export const droppingTagsOfPuts: Misbehaviour = (store) => ({
  ...store,
  put: (at, bytes, { tags: _, ...options } = {}) => store.put(at, bytes, options),
});

/** So many listings of a folder show what there was before each change. */
export const listingLate =
  (listings: number): Misbehaviour =>
  (store) => {
    const changes: { bucket: string; key: string; kind: 'put' | 'deleted'; left: number }[] = [];
    return {
      ...store,
      put: async (at, bytes, options) => {
        const isNew = (await store.head(at)) === null;
        const stored = await store.put(at, bytes, options);
        if (isNew) changes.push({ ...at, kind: 'put', left: listings });
        return stored;
      },
      delete: async (at, options) => {
        await store.delete(at, options);
        changes.push({ ...at, kind: 'deleted', left: listings });
      },
      async *list(from, options) {
        const unseen = changes.filter((c) => c.left > 0 && c.bucket === from.bucket && c.key.startsWith(from.key));
        for (const change of unseen) change.left -= 1;
        const hidden = new Set(unseen.filter(({ kind }) => kind === 'put').map(({ key }) => key));
        for await (const page of store.list(from, options)) yield page.filter(({ key }) => !hidden.has(key));
        const still = unseen.filter(({ kind, key }) => kind === 'deleted' && !hidden.has(key));
        const lastModified = new Date().toISOString();
        if (still.length > 0) yield still.map(({ key }) => ({ key, etag: 'gone', size: 1, lastModified }));
      },
    };
  };
