import type { DataLayout } from './folders';
import { isAlive } from './process-identity';
import { readState } from './stack-state';

export interface StackStatus {
  data: string;
  /** The `annoloop up` that runs it; null where none does. */
  pid: number | null;
  startedAt: string | null;
  /** Everything serves. */
  ready: boolean;
  parts: {
    name: string;
    title: string;
    address: string;
    pid: number;
    alive: boolean;
    healthy: boolean;
    logFile: string;
  }[];
}

/** Looks at the processes and asks each part whether it serves. */
export async function stackStatus(layout: DataLayout): Promise<StackStatus> {
  const state = await readState(layout.state);
  if (!state) return { data: layout.root, pid: null, startedAt: null, ready: false, parts: [] };
  const parts = await Promise.all(
    state.parts.map(async ({ name, title, address, pid, started, healthUrl, logFile }) => {
      const alive = await isAlive({ pid, started });
      return { name, title, address, pid, alive, healthy: alive && (await answers(healthUrl)), logFile };
    }),
  );
  const owned = await isAlive(state.owner);
  return {
    data: layout.root,
    pid: owned ? state.owner.pid : null,
    startedAt: state.startedAt,
    ready: owned && state.ready && parts.every(({ healthy }) => healthy),
    parts,
  };
}

async function answers(url: string | null): Promise<boolean> {
  if (url === null) return true;
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
