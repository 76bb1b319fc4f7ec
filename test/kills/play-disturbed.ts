import { setTimeout as sleep } from 'node:timers/promises';
import type { InjectedFault } from '../faults/line';
import type { Bench } from '../rounds/test-loop';
import type { DoomedWorkers } from './doomed-workers';
import type { Moment } from './moments';
import { everyPictureIsSomewhere, playThreeLoops, type ThreeLoops } from './three-loops';

/** What the workers went through. */
export interface Blows {
  count: number;
  /** The moments that were met, by name, and those that never came. */
  met: string[];
  missed: string[];
  /** The longest that the server would have waited by itself for somebody that was dead. */
  longestUnnoticedMs: number;
}

export interface Disturbance {
  moments: readonly Moment[];
  /** What befalls the workers: they are killed unless it is said otherwise. */
  blow?: 'kill' | 'stop' | 'freeze';
  /** After how many milliseconds a blow comes that no moment is waited for, one after the other; then no more: a busy machine needs time to get on. */
  restless?: readonly number[];
  /** How many workers there are at a time; all of them are hit at once. */
  workers?: number;
}

/** Plays three loops to their end while their workers are hit, and replaced, at each of the moments and in between. */
export async function playDisturbed(
  bench: Bench,
  workers: DoomedWorkers,
  loops: ThreeLoops,
  { moments, blow = 'kill', restless = [], workers: count = 1 }: Disturbance,
): Promise<Blows> {
  let armed: { name: string; fault: InjectedFault }[] = moments.map(({ name, at, rule }) => ({
    name,
    fault: workers[at].inject(rule),
  }));
  const blows: Blows = { count: 0, met: [], missed: [], longestUnnoticedMs: 0 };
  let isOver = false;
  const played = playThreeLoops(bench, loops).finally(() => {
    isOver = true;
  });
  await workers.start(count);
  const unrest = restless.values();
  for (let next = unrest.next(); ; ) {
    const restlessness = next.done ? [] : [sleep(next.value, 'unrest' as const)];
    const cause = await Promise.race([played, ...armed.map(({ fault }) => fault.first), ...restlessness]);
    if (isOver) break;
    if (cause === 'unrest') next = unrest.next();
    blows.longestUnnoticedMs = Math.max(blows.longestUnnoticedMs, await workers.hit(blow, loops.workflows));
    blows.count += 1;
    await everyPictureIsSomewhere(bench, loops);
    blows.met.push(...armed.filter(({ fault }) => fault.hits > 0).map(({ name }) => name));
    for (const { fault } of armed) if (fault.hits > 0) fault.remove();
    armed = armed.filter(({ fault }) => fault.hits === 0);
    await workers.start(count);
  }
  await played;
  return { ...blows, missed: armed.map(({ name }) => name) };
}
