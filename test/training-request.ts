import type { TrainingRequest } from '../src/contracts/retraining';

const place = { bucket: 'b', key: 'k', sha256: 's' };

/** What a trainer is asked for, where nobody looks at it. */
export const TRAINING_REQUEST: TrainingRequest = {
  jobId: 'j',
  loop: 'l',
  manifest: { ...place, rows: 1 },
  estimate: place,
  classes: place,
  digest: 'd',
};
