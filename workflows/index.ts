export { annotationRound } from './annotation-round';
export { fileLabelled } from './file-labelled';
export { fileNoisy } from './file-noisy';
export { retrainingGate } from './retraining-gate';
