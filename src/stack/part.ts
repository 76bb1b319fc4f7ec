import type { UnprivilegedUser } from './privileges';

/** One process of the stack, before it runs. */
export interface PartPlan {
  /** Short and unique: names the log file. */
  name: string;
  /** As people call it. */
  title: string;
  /** What to show for it, such as its URL. */
  address: string;
  /** Answers 2xx while it serves, for a look from outside; null where it listens nowhere. */
  healthUrl: string | null;
  command: string;
  args: string[];
  environment: Record<string, string>;
  /** Working folder. */
  folder: string;
  user: UnprivilegedUser | null;
  /** One look at whether it serves, and serves us. Throws or returns false while it does not; a StackError ends the wait. */
  isHealthy(part: { pid: number; signal: AbortSignal }): Promise<boolean>;
  startTimeoutMs: number;
  /** All of a turn are stopped together: our own processes first, then what they write to, Temporal last. */
  stopTurn: 1 | 2 | 3;
  /** After SIGTERM, before SIGKILL. */
  stopTimeoutMs: number;
}
