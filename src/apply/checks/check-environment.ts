import type { LoopConfig } from '../../contracts/loop-config';
import type { ApplyDependencies } from '../dependencies';
import type { Refusal } from '../refusal';

type Given = Pick<ApplyDependencies, 'hasPublicEndpoint' | 'storage' | 'hasTrainerSecret'>;

/** What the loop asks of the environment beyond what every loop does. */
export function checkEnvironment({ annotation: { images }, retraining }: LoopConfig, given: Given): Refusal[] {
  const refusals: Refusal[] = [];
  if (images === 'presigned' && !given.hasPublicEndpoint) {
    refusals.push({
      what: 'annotation.images is presigned, and S3_PUBLIC_ENDPOINT is not set',
      advice: "set it to the store's address as the annotators' browsers reach it, or write images: link",
    });
  }
  if (images === 'storage' && given.storage === null) {
    refusals.push({
      what: 'annotation.images is storage, and there are no static keys of the store that Label Studio could be given',
      advice:
        'set LABEL_STUDIO_S3_ACCESS_KEY_ID and LABEL_STUDIO_S3_SECRET_ACCESS_KEY (docs/iam.md says what they must be allowed), or write images: link',
    });
  }
  if (retraining.trigger.kind === 'webhook' && !given.hasTrainerSecret) {
    refusals.push({
      what: 'retraining.trigger is a webhook, and ANNOLOOP_TRAINER_SECRET is not set',
      advice:
        'set it, for the worker and the server too, to a secret that the trainer knows: requests are signed with it',
    });
  }
  return refusals;
}
