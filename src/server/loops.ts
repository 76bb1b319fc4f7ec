import type { ConfigRef } from '../contracts/artifact';
import type { OpenLoop } from '../loops/open-loop';
import type { LoopDirectory } from '../temporal/port';

export interface LoopsDependencies {
  directory: LoopDirectory;
  openLoop(ref: ConfigRef): Promise<OpenLoop>;
  now(): Date;
}

export interface Loops {
  /** The loop with the configuration in force a minute ago at most; null where there is no such loop. */
  find(loop: string): Promise<OpenLoop | null>;
}

/** A configuration that `apply` changed is seen after this long; where a loop's ledger lies rarely changes. */
const FRESH_MS = 60_000;
/** A loop that is not there may be applied any moment. */
const ABSENT_MS = 2_000;
/** Anybody may ask for names that no loop has. */
const MOST_LOOKS = 1_000;

interface Known {
  sha256: string;
  loop: OpenLoop;
}

/** Finds loops and remembers them, also through a restart of Temporal: what was found before goes on being served. */
export function createLoops({ directory, openLoop, now }: LoopsDependencies): Loops {
  const known = new Map<string, Known>();
  const looks = new Map<string, { until: number; found: Promise<Known | null> }>();

  async function look(name: string): Promise<Known | null> {
    const before = known.get(name);
    const ref = await directory.find(name).catch((error: unknown) => {
      if (before === undefined) throw error;
      return undefined;
    });
    if (ref === undefined || (ref !== null && ref.sha256 === before?.sha256)) return before ?? null;
    if (ref === null) return null;
    const opened = { sha256: ref.sha256, loop: await openLoop(ref) };
    known.set(name, opened);
    return opened;
  }

  return {
    async find(name) {
      const time = now().getTime();
      const recent = looks.get(name);
      if (recent !== undefined && recent.until > time) return (await recent.found)?.loop ?? null;
      const entry = { until: time + FRESH_MS, found: look(name) };
      looks.delete(name);
      looks.set(name, entry);
      for (const oldest of looks.keys()) {
        if (looks.size <= MOST_LOOKS) break;
        looks.delete(oldest);
      }
      try {
        const found = await entry.found;
        if (found === null) entry.until = time + ABSENT_MS;
        return found?.loop ?? null;
      } catch (error) {
        looks.delete(name);
        throw error;
      }
    },
  };
}
