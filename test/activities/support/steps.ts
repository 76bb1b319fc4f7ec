import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../../activities';
import type { Dependencies } from '../../../activities/dependencies';
import type { DataActivities, MainActivities } from '../../../src/contracts/activities';

type Steps = MainActivities & DataActivities;

/** Runs one step as a worker would: an activity of its own, with a heartbeat and a cancellation signal. */
export function runStep<Name extends keyof Steps>(
  dependencies: Dependencies,
  name: Name,
  input: Parameters<Steps[Name]>[0],
): Promise<Awaited<ReturnType<Steps[Name]>>> {
  const { main, data } = createActivities(dependencies);
  return runActivity({ ...main, ...data }[name] as (argument: typeof input) => Promise<never>, input);
}

export function runActivity<Input, Result>(
  activity: (input: Input) => Promise<Result>,
  input: Input,
): Promise<Awaited<Result>> {
  const environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  return environment.run(activity as (input: Input) => Promise<Awaited<Result>>, input);
}
