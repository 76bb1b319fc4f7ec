import type { DataLayout } from './folders';
import type { PartPlan } from './part';
import { identify } from './process-identity';
import { type RunningPart, startPart } from './running-part';
import type { StackError } from './stack-error';
import { removeState, type StackState, writeState } from './stack-state';

/** The stack's processes: starts them, keeps the state file, notices the first that ends by itself, stops all in order. */
export class RunningParts {
  /** Settles with the first part that ended by itself; stays pending otherwise. */
  readonly broken: Promise<StackError>;
  readonly #parts: RunningPart[] = [];
  readonly #startedAt = new Date().toISOString();
  #reportBroken!: (error: StackError) => void;
  #stopping: Promise<void> | null = null;
  #ready = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    readonly layout: DataLayout,
    readonly setpriv: string | null,
  ) {
    this.broken = new Promise((resolve) => {
      this.#reportBroken = resolve;
    });
  }

  /** Starts a part and waits until it serves. One that does not come up is gone when this rejects. */
  async start(plan: PartPlan, signal: AbortSignal): Promise<RunningPart> {
    const part = await startPart(plan, this.layout.logs, this.setpriv);
    this.#parts.push(part);
    try {
      await this.#record();
      await part.healthy(signal);
    } catch (error) {
      await part.stop();
      this.#parts.splice(this.#parts.indexOf(part), 1);
      throw error;
    }
    void part.exited.then(async () => {
      if (!this.#stopping) this.#reportBroken(await part.obituary());
    });
    return part;
  }

  /** From here on `status` and `down` know of us, though nothing runs yet: an installation takes minutes. */
  announce(): Promise<void> {
    return this.#record();
  }

  /** Everything serves: `status` may say so. */
  async markReady(): Promise<void> {
    this.#ready = true;
    await this.#record();
  }

  /** Safe to call twice; never rejects for a part that is gone already. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopInTurns();
    return this.#stopping;
  }

  async #stopInTurns(): Promise<void> {
    for (const turn of [1, 2, 3]) {
      await Promise.all(this.#parts.filter(({ plan }) => plan.stopTurn === turn).map((part) => part.stop()));
    }
    await this.#writing;
    await removeState(this.layout.state);
  }

  /** One write after the other: parts start side by side. */
  #record(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const owner = await identify(process.pid);
      if (owner && !this.#stopping) await writeState(this.layout.state, this.#state(owner));
    });
    return this.#writing;
  }

  #state(owner: StackState['owner']): StackState {
    return {
      owner,
      startedAt: this.#startedAt,
      ready: this.#ready,
      parts: this.#parts.map(({ plan, identity, logFile }) => ({
        ...identity,
        name: plan.name,
        title: plan.title,
        address: plan.address,
        healthUrl: plan.healthUrl,
        logFile,
      })),
    };
  }
}
