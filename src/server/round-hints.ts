import type { Logger } from 'pino';
import type { AnswerCount, AnswerCounts, RoundPolicy } from '../contracts/activities';
import { satisfies } from '../domain/answer-progress';

export interface CountedRound {
  counts: AnswerCounts;
  until: RoundPolicy['until'];
}

export interface RoundHintsDependencies {
  /** Asks Label Studio; null where the round has no tasks to count. */
  count(round: string): Promise<CountedRound | null>;
  /** False where the round is closed. */
  wake(round: string): Promise<boolean>;
  /** The rounds of a loop that wait for people. */
  waiting(loop: string): Promise<string[]>;
  log: Logger;
  /** How long hints are gathered before anything is counted. */
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

/** Each wake-up costs the round about twelve events of history. */
const MOST_WAKES = 10;
/** Rounds remembered; the least recently hinted one is forgotten first. */
const MOST_ROUNDS = 1_000;

interface Memory {
  timer: NodeJS.Timeout | null;
  /** Answers that may have come since the last count. */
  hints: number;
  last: CountedRound | null;
  wakes: number;
}

/**
 * Gathers hints and wakes a round only when our own count says that people have answered enough. Nothing is counted while
 * even with every hint being an answer it could not be enough: Label Studio spends a tenth of a second on a count. Lost
 * hints cost nothing but time, for the round looks by itself too.
 */
export function createRoundHints({ count, wake, waiting, log, delayMs }: RoundHintsDependencies): RoundHints {
  const rounds = new Map<string, Memory>();
  const loops = new Map<string, NodeJS.Timeout>();
  // One count after the other: Label Studio is a single process.
  let queue: Promise<void> = Promise.resolve();

  function memoryOf(round: string): Memory {
    const memory = rounds.get(round) ?? { timer: null, hints: 0, last: null, wakes: 0 };
    rounds.delete(round);
    rounds.set(round, memory);
    for (const [oldest, { timer }] of rounds) {
      if (rounds.size <= MOST_ROUNDS) break;
      if (timer !== null) clearTimeout(timer);
      rounds.delete(oldest);
    }
    return memory;
  }

  async function look(round: string, memory: Memory): Promise<void> {
    memory.hints = 0;
    memory.last = await count(round);
    if (memory.last === null || !satisfies(memory.last.counts, memory.last.until)) return;
    memory.wakes += 1;
    // A closed round is never woken again.
    if (!(await wake(round))) memory.wakes = MOST_WAKES;
  }

  function gathered(round: string, memory: Memory): void {
    memory.timer = null;
    if (memory.last !== null && !mightSatisfy(memory.last, memory.hints)) return;
    queue = queue
      .then(() => look(round, memory))
      .catch((error: unknown) => log.warn({ err: error, round }, 'answers could not be counted after a hint'));
  }

  function hint(round: string): Memory {
    const memory = memoryOf(round);
    memory.hints += 1;
    if (memory.timer === null && memory.wakes < MOST_WAKES) memory.timer = later(() => gathered(round, memory));
    return memory;
  }

  async function hintWaiting(loop: string): Promise<void> {
    loops.delete(loop);
    try {
      // What was counted last no longer bounds what there may be by now.
      for (const round of await waiting(loop)) hint(round).last = null;
    } catch (error) {
      log.warn({ err: error, loop }, 'waiting rounds could not be listed after a hint');
    }
  }

  const later = (act: () => void): NodeJS.Timeout => setTimeout(act, delayMs).unref();

  return {
    hintRound: (round) => void hint(round),
    hintLoop(loop) {
      if (!loops.has(loop))
        loops.set(
          loop,
          later(() => void hintWaiting(loop)),
        );
    },
    async close() {
      for (const { timer } of rounds.values()) if (timer !== null) clearTimeout(timer);
      for (const timer of loops.values()) clearTimeout(timer);
      rounds.clear();
      loops.clear();
      await queue;
    },
  };
}

/** Whether it could be enough by now, had each hint answered one more item of both kinds. */
function mightSatisfy({ counts, until }: CountedRound, hints: number): boolean {
  const atBest = ({ answered, total }: AnswerCount): AnswerCount => ({
    answered: Math.min(total, answered + hints),
    total,
  });
  return satisfies({ evaluation: atBest(counts.evaluation), training: atBest(counts.training) }, until);
}
