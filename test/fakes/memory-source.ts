import { createHash } from 'node:crypto';
import type { ObjectStore, ObjectSummary } from '../../src/object-store/port';

interface Uploaded extends ObjectSummary {
  tags: Record<string, string>;
  /** Seconds; before, no listing has it. */
  listedFrom: number;
}

/** A bucket that production writes to, in memory, with a clock that only the test moves. */
export interface MemorySource {
  store: ObjectStore;
  /** The clock, in seconds since 1970. */
  now(): number;
  pass(seconds: number): void;
  /** @param hidden for how many seconds no listing shows it yet */
  put(key: string, content: string, tags: Record<string, string>, hidden?: number): void;
  /** Adds tags to what lies there. */
  tag(key: string, tags: Record<string, string>): void;
  objects(): ObjectSummary[];
}

export function memorySource(start: number, pageSize: number): MemorySource {
  const objects = new Map<string, Uploaded>();
  let seconds = start;
  const inOrder = (): Uploaded[] => [...objects.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const known: Partial<ObjectStore> = {
    async *list({ key: prefix }, { startAfter = '' } = {}) {
      const listed = inOrder().filter(
        ({ key, listedFrom }) => key.startsWith(prefix) && key > startAfter && listedFrom <= seconds,
      );
      for (let at = 0; at < listed.length; at += pageSize) {
        yield listed
          .slice(at, at + pageSize)
          .map(({ key, etag, size, lastModified }) => ({ key, etag, size, lastModified }));
      }
    },
    getTags: async ({ key }) => ({ ...objects.get(key)?.tags }),
    now: async () => new Date(seconds * 1000),
  };
  return {
    store: new Proxy(known as ObjectStore, {
      get(target, method) {
        const found = Reflect.get(target, method);
        if (found === undefined) throw new Error(`the source in memory was asked for ${String(method)}`);
        return found;
      },
    }),
    now: () => seconds,
    pass(by) {
      seconds += by;
    },
    put(key, content, tags, hidden = 0) {
      const etag = createHash('md5').update(content).digest('hex');
      const lastModified = new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
      objects.set(key, { key, etag, size: content.length, lastModified, tags, listedFrom: seconds + hidden });
    },
    tag(key, tags) {
      const there = objects.get(key);
      if (there) there.tags = { ...there.tags, ...tags };
    },
    objects: inOrder,
  };
}
