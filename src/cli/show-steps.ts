import { Listr } from 'listr2';
import { type RunSteps, runQuietly, type Step } from '../stack/steps';

/** Steps as a list of spinners on a terminal, as plain lines elsewhere. */
export function showSteps(terminal: boolean, print: (line: string) => void): RunSteps {
  return terminal ? withSpinners : withLines(print);
}

/** Waits for all steps even where one fails, so that nothing is started behind the back of a clean-up. */
const withSpinners: RunSteps = async (steps) => {
  if (steps.length === 0) return;
  const failures: unknown[] = [];
  const tasks = steps.map((step) => ({
    title: step.title,
    task: async (_: unknown, task: { title: string }) => {
      try {
        await step.run((text) => {
          task.title = `${step.title}: ${text}`;
        });
        task.title = step.title;
      } catch (error) {
        failures.push(error);
        throw new Error('failed', { cause: error });
      }
    },
  }));
  await new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    rendererOptions: { showErrorMessage: false, collapseErrors: false, timer: { condition: true, field: seconds } },
  }).run();
  if (failures.length > 0) throw failures[0];
};

const seconds = (milliseconds: number) => (milliseconds < 1_000 ? '' : `${Math.round(milliseconds / 1_000)} s`);

/** A line when a step begins and one when it is done; what it says between would fill a log. */
function withLines(print: (line: string) => void): RunSteps {
  const spoken = (step: Step): Step => ({
    title: step.title,
    run: async (say) => {
      const begun = Date.now();
      print(`${step.title} …`);
      await step.run(say);
      print(`${step.title}: done in ${Math.round((Date.now() - begun) / 1_000)} s`);
    },
  });
  return (steps) => runQuietly(steps.map(spoken));
}
