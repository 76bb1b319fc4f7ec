import { Context } from '@temporalio/activity';
import type { LabelStudioActivities } from '../../src/contracts/activities';
import { LabelStudioUnavailable } from '../../src/label-studio/errors';
import { failure } from '../failures';
import type { LabelStudioDependencies } from './dependencies';

/**
 * Label Studio passes START_TRAINING on to the backend and answers when that has. It has no key by which a second one
 * would be known for the same: the one step that is not safe to run twice, so its options allow one attempt.
 * @throws TrainingUnconfirmed where no answer came: the backend may be training
 */
export function trainMlBackend({ labelStudio }: LabelStudioDependencies): LabelStudioActivities['trainMlBackend'] {
  return async ({ backendId }) => {
    const { cancellationSignal: signal } = Context.current();
    try {
      await labelStudio.trainMlBackend(backendId, { signal });
    } catch (error) {
      if (!(error instanceof LabelStudioUnavailable)) throw error;
      throw failure('TrainingUnconfirmed', error.message, { cause: error });
    }
  };
}
