import { Context } from '@temporalio/activity';
import type { LabelStudioActivities } from '../../src/contracts/activities';
import type { LabelStudioDependencies } from './dependencies';

/** Label Studio passes START_TRAINING on to the backend and answers when that has. */
export function trainMlBackend({ labelStudio }: LabelStudioDependencies): LabelStudioActivities['trainMlBackend'] {
  return async ({ backendId }) => {
    const { cancellationSignal: signal } = Context.current();
    await labelStudio.trainMlBackend(backendId, { signal });
  };
}
