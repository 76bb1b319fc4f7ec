import type { ObjectStore } from '../../../src/object-store/port';

/** A store whose user dies with the copy after the first `copies`, when those are done; `copied` are the keys of their sources. */
export function dyingAfter(real: ObjectStore, copies: number): { store: ObjectStore; copied: string[] } {
  const copied: string[] = [];
  const done: Promise<unknown>[] = [];
  const store: ObjectStore = {
    ...real,
    async copy(request) {
      if (copied.length === copies) {
        await Promise.all(done);
        throw new Error('the worker died');
      }
      copied.push(request.from.key);
      const copy = real.copy(request);
      done.push(copy);
      return copy;
    },
  };
  return { store, copied };
}
