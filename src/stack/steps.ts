/** One line of the progress that a person sees. */
export interface Step {
  title: string;
  /** `say` shows what it is at just now. */
  run(say: (text: string) => void): Promise<void>;
}

/** Runs steps side by side and shows them. Waits for all, then rejects with the first failure. */
export type RunSteps = (steps: Step[]) => Promise<void>;

export const runQuietly: RunSteps = async (steps) => {
  const results = await Promise.allSettled(steps.map((step) => step.run(() => {})));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
};
