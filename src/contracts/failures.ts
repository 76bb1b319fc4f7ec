/** Applying a loop file changes no round that is open. */
const KEEPS_ITS_FILE =
  'where the loop file is what is wrong, mend and apply it, abandon this round (it keeps the one it started with) and start another';

/**
 * Every failure that an activity raises on purpose, by its Temporal failure type. `parks`: retrying cannot help, so
 * the workflow parks in phase `blocked` until an operator says `retryStep` or `abandon`. `waits`: not a fault, the
 * activity looks again later.
 */
export const FAILURES = {
  AnnotationsPending: {
    handling: 'waits',
    means: 'people have not answered enough yet',
    operator: 'nothing; answers are counted again by themselves',
  },
  AnnotationsUnchanged: {
    handling: 'waits',
    means: 'no late, edited or deleted answer since the last collection',
    operator: 'nothing',
  },
  StoreUnavailable: {
    handling: 'retries',
    means: 'object storage did not answer, or answered with a server error',
    operator: 'look at the store; the step goes on by itself',
  },
  StoreCredentialsRefused: {
    handling: 'retries slowly',
    means: 'object storage refused the credentials, the region or the action',
    operator: 'mend AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, S3_REGION or the policy and restart the worker',
  },
  BucketMissing: {
    handling: 'parks',
    means: 'a bucket of the loop does not exist',
    operator: 'make the bucket (`annoloop apply` does), then retry the step',
  },
  StoreRefused: {
    handling: 'parks',
    means: 'object storage understood a request and refused it, as an impossible key or tag',
    operator: `mend the object that the message names, then retry the step; ${KEEPS_ITS_FILE}`,
  },
  StoreUnsuitable: {
    handling: 'parks',
    means: 'object storage does not do what every loop relies on, as a probe of it found out',
    operator:
      'use a store that does what the message names (docs/object-stores.md says which do), or mend what stands in front of it, then retry the step',
  },
  UnsafeDelete: {
    handling: 'parks',
    means: 'the loop moves images on a store that deletes whatever version is there',
    operator: `write filing.mode: copy; or, where nothing overwrites an image after its upload, filing.acceptUnsafeDelete: true; ${KEEPS_ITS_FILE}`,
  },
  LabelStudioUnavailable: {
    handling: 'retries',
    means: 'Label Studio did not answer, or answered with a server error',
    operator: 'look at Label Studio; the step goes on by itself',
  },
  LabelStudioCredentialsRefused: {
    handling: 'retries slowly',
    means: 'Label Studio refused the token',
    operator: 'mend LABEL_STUDIO_USER_TOKEN, or enable legacy tokens for the organization, and restart the worker',
  },
  LabelStudioRefused: {
    handling: 'parks',
    means: 'Label Studio understood a request and refused it',
    operator: `mend in Label Studio what the message names, then retry the step; ${KEEPS_ITS_FILE}`,
  },
  LabelStudioUnexpected: {
    handling: 'parks',
    means: 'the address answered something that is not a Label Studio answer',
    operator: 'check LABEL_STUDIO_URL and what stands in front of it, then retry the step',
  },
  ProjectMissing: {
    handling: 'parks',
    means: 'the Label Studio project of the round was deleted',
    operator: 'restore it, or abandon the round',
  },
  ArtifactCorrupt: {
    handling: 'parks',
    means: 'an artifact of the ledger is missing, or its bytes do not match its digest',
    operator: 'restore the object from a backup or an older version, then retry the step',
  },
  ConfigurationInvalid: {
    handling: 'parks',
    means: 'the stored configuration cannot be used as it is',
    operator: `mend what the message names (after a variable, restart the worker), then retry the step; ${KEEPS_ITS_FILE}`,
  },
  TrainerRefused: {
    handling: 'parks',
    means: 'the trainer refused the request, or answered what is not a training result',
    operator: 'read the message, mend the trainer, then retry the step',
  },
  TrainingUnconfirmed: {
    handling: 'parks',
    means: 'the ML backend was asked to train, and it is not known whether it heard',
    operator:
      'look at the ML backend: where it does not train, retry the step; where it does, abandon this retraining, or it trains twice',
  },
  TrainerUnavailable: {
    handling: 'retries',
    means: 'the trainer did not answer',
    operator: 'look at the trainer; the request is sent again under the same job id',
  },
} as const;

export type FailureType = keyof typeof FAILURES;
