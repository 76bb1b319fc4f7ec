export { annotationRound } from './annotation-round';
export { fileLabelled } from './file-labelled';
export { retrainingGate } from './retraining-gate';
