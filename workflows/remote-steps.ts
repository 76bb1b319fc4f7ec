import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { DataActivities, LabelStudioActivities, MainActivities } from '../src/contracts/activities';
import * as options from './activity-options';

/** Activities under one set of options, each made with the sentence that the Temporal UI shows beside its name. */
const steps =
  <Activities>(of: ActivityOptions) =>
  <Name extends keyof Activities & string>(name: Name, summary: string) =>
    proxyActivities<Activities>({ ...of, summary })[name];

const light = steps<MainActivities>(options.light);
const census = steps<DataActivities>(options.census);
const data = steps<DataActivities>(options.data);
const labelStudio = steps<LabelStudioActivities>(options.labelStudio);
const mlBackend = steps<LabelStudioActivities>(options.mlBackendTraining);
const waiting = steps<LabelStudioActivities>(options.waiting);

export const claimWindow = light('claimWindow', 'which objects this round is responsible for');
export const takeCensus = census('takeCensus', 'what production wrote in the window');
export const drawItems = data('drawItems', 'which images people should look at');

export const ensureProjects = labelStudio('ensureProjects', 'the Label Studio projects');
export const importTasks = labelStudio('importTasks', 'a batch of tasks');
export const recordTasks = labelStudio('recordTasks', 'every item has one task');
export const awaitAnswers = waiting('awaitAnswers', 'people are answering in Label Studio');
export const collectAnswers = labelStudio('collectAnswers', 'what people answered');
export const resolveLabels = data('resolveLabels', 'one label of all answers to an image');
export const reissueItems = labelStudio('reissueItems', 'what people disagree about, put before one more');
export const awaitChanges = waiting('awaitChanges', 'watching for late, edited and deleted answers');
export const settleOpenTasks = labelStudio('settleOpenTasks', 'tasks that nobody answered');

export const copyObjects = data('copyObjects', 'copy and verify a batch');
export const recordFiling = data('recordFiling', 'where every image went');
export const deleteSources = data('deleteSources', 'delete the moved sources of a batch');
export const planNoisy = data('planNoisy', 'what the model was sure of');
export const copyNoisy = data('copyNoisy', 'copy and verify a batch');
export const recordNoisy = data('recordNoisy', 'where every image went');

export const estimateAccuracy = data('estimateAccuracy', 'how good the model is');
export const writeReport = data('writeReport', 'the report');
export const proposeRetraining = light('proposeRetraining', 'the labels, put before the retraining gate');
export const closeRound = light('closeRound', 'how the round ended');

export const assessRetraining = data('assessRetraining', "whether the loop's rule asks for a retraining");
export const writeDataset = data('writeDataset', 'what would be trained on');
export const trainMlBackend = mlBackend('trainMlBackend', 'asks the ML backend to train');
export const recordRetraining = light('recordRetraining', 'which labels made which model');
