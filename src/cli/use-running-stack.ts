import type { Command } from 'commander';
import { runningStackEnvironment } from '../stack/environment-file';
import { chosenData } from './data-option';

/** These make or mend a stack, or need none. */
const WITHOUT = ['up', 'down', 'status', 'validate', 'worker', 'server'];

/**
 * Lets a command in another terminal reach the stack that `annoloop up` runs. Nothing happens where our environment names
 * other systems. Worker and server are left out: they are told by `up` or by their operator, never by chance.
 */
export async function useRunningStack(command: Command): Promise<void> {
  if (WITHOUT.includes(command.name())) return;
  const environment = await runningStackEnvironment(chosenData(undefined), process.env);
  if (environment) Object.assign(process.env, environment);
}
