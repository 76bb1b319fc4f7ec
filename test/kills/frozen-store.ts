import type { ObjectLocation } from '../../src/contracts/artifact';
import type { ObjectStore } from '../../src/object-store/port';

/** A store as a process has it that is frozen at a moment of choice and goes on much later. */
export interface FrozenStore {
  store: ObjectStore;
  /** Lets it go on where it was, with whatever it believed then. */
  thaw(): void;
  /** How many requests were under way or about to be made when it froze. */
  held(): number;
}

/** @param isFrozen asked before every request for an object, with how many requests were made for that object before */
export function frozenStore(
  real: ObjectStore,
  isFrozen: (at: ObjectLocation, requests: number) => boolean,
): FrozenStore {
  const made = new Map<string, number>();
  let thaw = (): void => undefined;
  const thawed = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  let held = 0;
  const before = async (at: ObjectLocation): Promise<void> => {
    const name = /IMG[ _]\d+/.exec(at.key)?.[0] ?? at.key;
    const requests = made.get(name) ?? 0;
    made.set(name, requests + 1);
    if (!isFrozen(at, requests)) return;
    held += 1;
    await thawed;
  };
  const frozen =
    <Rest extends unknown[], Result>(call: (at: ObjectLocation, ...rest: Rest) => Promise<Result>) =>
    async (at: ObjectLocation, ...rest: Rest): Promise<Result> => {
      await before(at);
      return call(at, ...rest);
    };
  return {
    store: {
      ...real,
      head: frozen(real.head),
      get: frozen(real.get),
      getTags: frozen(real.getTags),
      putTags: frozen(real.putTags),
      delete: frozen(real.delete),
      async copy(request) {
        await before(request.from);
        return real.copy(request);
      },
    },
    thaw,
    held: () => held,
  };
}
