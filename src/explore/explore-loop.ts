import { type EarlierObjects, earlierObjects } from '../../activities/data/census/earlier-objects';
import { filedObjects } from '../../activities/data/census/filed-objects';
import { sizingOf } from '../../activities/data/drawing/draw-sizing';
import type { ClassRegistry } from '../contracts/classes';
import type { LoopConfig } from '../contracts/loop-config';
import type { Window } from '../contracts/window';
import { evolveRegistry } from '../domain/class-registry';
import { formatInstant, nextWindow, windowEnd } from '../domain/windows';
import type { Ledger } from '../ledger/port';
import { ClassesRefused, currentRegistry } from '../loops/class-registry';
import { listWindows, windowAfter } from '../loops/round-history';
import type { ObjectStore } from '../object-store/port';
import type { Exploration } from './exploration';
import { type ExplorationProgress, exploreWindow } from './explore-window';

/** Where the explored window starts: where the loop's next round would, some time ago, or at an instant (ISO 8601). */
export type ExplorationStart = { kind: 'next-round' } | { kind: 'ago'; ms: number } | { kind: 'at'; instant: string };

interface Dependencies {
  store: ObjectStore;
  ledgerAt(bucket: string, prefix: string): Ledger;
}

/**
 * What a window of a loop holds, whether or not the loop was applied: with a ledger the window follows the last claimed one
 * and takes in what a round would look at again. Writes nothing. @throws ClassesRefused
 */
export async function exploreLoop(
  { store, ledgerAt }: Dependencies,
  config: LoopConfig,
  from: ExplorationStart,
  options: { signal: AbortSignal; onProgress?: (progress: ExplorationProgress) => void },
): Promise<Exploration> {
  const ledger = (await store.bucketExists(config.ledger.bucket))
    ? ledgerAt(config.ledger.bucket, config.ledger.prefix)
    : null;
  const now = formatInstant((await store.now(config.source.bucket)).getTime());
  const window = await windowOf(from, config, ledger, now);
  const scope = {
    config,
    window,
    registry: await registryOf(config, ledger),
    sizing: await sizingOf(ledger, config),
    earlier: await earlierOf(from, config, ledger, window),
    isFiled: ledger ? filedObjects({ config, ledger }) : async () => false,
  };
  return exploreWindow(store, scope, options);
}

async function windowOf(
  from: ExplorationStart,
  { settleMs, source: { since } }: LoopConfig,
  ledger: Ledger | null,
  now: string,
): Promise<Window> {
  const end = windowEnd(null, now, settleMs);
  switch (from.kind) {
    case 'ago':
      return { start: formatInstant(Date.parse(now) - from.ms), end };
    case 'at':
      return { start: formatInstant(Date.parse(from.instant)), end };
    case 'next-round':
      return ledger ? windowAfter(ledger, await listWindows(ledger), since, end) : nextWindow([], since, end);
  }
}

async function registryOf({ classes }: LoopConfig, ledger: Ledger | null): Promise<ClassRegistry> {
  const present = ledger && (await currentRegistry(ledger));
  const evolution = evolveRegistry(present?.registry ?? null, classes);
  if (evolution.kind === 'refused') throw new ClassesRefused(evolution.reason);
  return evolution.registry;
}

/** A window that somebody named is looked at alone: only a round's own window follows the ones before. */
async function earlierOf(
  from: ExplorationStart,
  config: LoopConfig,
  ledger: Ledger | null,
  window: Window,
): Promise<EarlierObjects | null> {
  return ledger && from.kind === 'next-round' ? earlierObjects(ledger, config, window) : null;
}
