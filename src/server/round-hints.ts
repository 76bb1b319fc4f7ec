import type { Logger } from 'pino';
import type { AnswerCount, AnswerCounts, RoundPolicy } from '../contracts/activities';
import { satisfies } from '../domain/answer-progress';
import { loopOfRound } from '../domain/workflow-ids';

export interface CountedRound {
  counts: AnswerCounts;
  until: RoundPolicy['until'];
}

export interface RoundHintsDependencies {
  /** Asks Label Studio; null where the round has no tasks to count. */
  count(round: string): Promise<CountedRound | null>;
  /** False where it is of no use any more. */
  wake(round: string): Promise<boolean>;
  /** The rounds of a loop that wait for people. */
  waiting(loop: string): Promise<string[]>;
  log: Logger;
  /** How long hints are gathered before anything is looked at. */
  delayMs: number;
}

export interface RoundHints {
  /** One answer of the round changed. */
  hintRound(round: string): void;
  /** Something changed in the loop, and nobody said in which round, nor how much. */
  hintLoop(loop: string): void;
  /** Drops what is gathered and waits for the count in flight. */
  close(): Promise<void>;
}

/** A hook that names more rounds than may wait at once is one of somebody who makes names up. */
const MOST_NAMED = 100;
/** Other servers get hints too: after this long, ours alone say nothing of what there may be by now. */
const TRUSTED_MS = 30_000;
/** Label Studio is a single process, and people wait for it: looking takes a tenth of the time at most. */
const REST_FACTOR = 9;
const LONGEST_REST_MS = 60_000;

/** What was hinted at in a loop since it was looked at last. */
interface Gathered {
  timer: NodeJS.Timeout | null;
  /** By round: how many answers may have come. */
  named: Map<string, number>;
  /** Something came that names no round. */
  anywhere: boolean;
}

/** What is known of a round that waits. */
interface Memory {
  hints: number;
  last: CountedRound | null;
  countedAt: number;
  exhausted: boolean;
}

/**
 * Gathers hints and wakes a round only when it waits and our own count says that people have answered enough. A hint of
 * anything else costs nothing, and nothing is counted while even with every hint being an answer it could not be enough.
 * Lost hints cost nothing but time, for the round looks by itself too.
 */
export function createRoundHints({ count, wake, waiting, log, delayMs }: RoundHintsDependencies): RoundHints {
  const gathered = new Map<string, Gathered>();
  const memories = new Map<string, Map<string, Memory>>();
  // One count after the other, however many loops are hinted at.
  let queue: Promise<void> = Promise.resolve();
  let restUntil = 0;
  let closed = false;

  function gather(loop: string, add: (to: Gathered) => void): void {
    const before = gathered.get(loop);
    const into = before ?? { timer: null, named: new Map(), anywhere: false };
    add(into);
    if (before !== undefined || closed) return;
    gathered.set(loop, into);
    const look = (): void => {
      queue = queue.then(() => takeTime(() => lookAt(loop, into)));
    };
    into.timer = setTimeout(look, Math.max(delayMs, restUntil - performance.now())).unref();
  }

  async function takeTime(look: () => Promise<void>): Promise<void> {
    const started = performance.now();
    await look();
    const ended = performance.now();
    restUntil = ended + Math.min(LONGEST_REST_MS, REST_FACTOR * (ended - started));
  }

  async function lookAt(loop: string, hinted: Gathered): Promise<void> {
    if (closed) return;
    // Only now: what came while others were counted is in it.
    gathered.delete(loop);
    const present = await waitingIn(loop);
    for (const [round, memory] of present) {
      const hints = hinted.named.get(round) ?? 0;
      memory.hints += hints;
      if (hinted.anywhere) memory.last = null;
      if ((hints > 0 || hinted.anywhere) && mayBeEnough(memory)) await countAndWake(round, memory);
    }
  }

  /** What is known of the rounds that wait; of others nothing is kept. */
  async function waitingIn(loop: string): Promise<Map<string, Memory>> {
    const before = memories.get(loop);
    const present = new Map<string, Memory>();
    try {
      for (const round of await waiting(loop)) {
        present.set(round, before?.get(round) ?? { hints: 0, last: null, countedAt: 0, exhausted: false });
      }
      memories.set(loop, present);
    } catch (error) {
      log.warn({ err: error, loop }, 'waiting rounds could not be listed after a hint');
    }
    return present;
  }

  async function countAndWake(round: string, memory: Memory): Promise<void> {
    if (closed) return;
    try {
      memory.hints = 0;
      memory.countedAt = performance.now();
      memory.last = await count(round);
      if (memory.last !== null && satisfies(memory.last.counts, memory.last.until)) {
        memory.exhausted = !(await wake(round));
      }
    } catch (error) {
      memory.last = null;
      log.warn({ err: error, round }, 'answers could not be counted after a hint');
    }
  }

  return {
    hintRound(round) {
      const loop = loopOfRound(round);
      if (loop === null) return;
      gather(loop, (to) => {
        if (to.named.size < MOST_NAMED || to.named.has(round)) to.named.set(round, (to.named.get(round) ?? 0) + 1);
        else to.anywhere = true;
      });
    },
    hintLoop(loop) {
      gather(loop, (to) => {
        to.anywhere = true;
      });
    },
    async close() {
      closed = true;
      for (const { timer } of gathered.values()) if (timer !== null) clearTimeout(timer);
      gathered.clear();
      await queue;
    },
  };
}

/** Whether it could be enough by now, had each hint answered one more item of both kinds. */
function mayBeEnough({ hints, last, countedAt, exhausted }: Memory): boolean {
  if (exhausted) return false;
  if (last === null || performance.now() - countedAt > TRUSTED_MS) return true;
  const { counts, until } = last;
  const atBest = ({ answered, total }: AnswerCount): AnswerCount => ({
    answered: Math.min(total, answered + hints),
    total,
  });
  return satisfies({ evaluation: atBest(counts.evaluation), training: atBest(counts.training) }, until);
}
