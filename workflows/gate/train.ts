import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { MainActivities } from '../../src/contracts/activities';
import type { TrainerTrigger } from '../../src/contracts/loop-config';
import type { Decision, RoundProposal, TrainingRequest, TrainingResult } from '../../src/contracts/retraining';
import { readTrainingResult, trainingRequest } from '../../src/domain/training';
import { trainingActivityId } from '../../src/domain/workflow-ids';
import { activityTraining, webhookTraining } from '../activity-options';
import { Abandoned } from '../parking';
import * as remote from '../remote-steps';
import type { OpenGate } from './open-gate';
import type { PreparedProposal } from './prepare-proposal';

/** Has an approved dataset trained, and records which labels made which model; a refused or expired one is recorded alone. */
export async function train(
  gate: OpenGate,
  proposal: PreparedProposal,
  decision: Decision,
  { loop, configRef }: RoundProposal,
): Promise<void> {
  const { retraining, ...shown } = proposal;
  gate.enter('training', { proposal: shown, lastDecision: decision });
  const outcome =
    decision.verdict === 'approve'
      ? await attempt(gate, proposal, trainingRequest(loop, configRef.bucket, shown))
      : { result: null, failure: null };
  await gate.step('recordRetraining', () =>
    remote.recordRetraining({ loop, configRef, proposal: shown, decision, ...outcome }),
  );
  if (outcome.result) gate.enter('training', { lastModelVersion: outcome.result.modelVersion });
}

async function attempt(
  gate: OpenGate,
  { retraining: { trigger }, digest }: PreparedProposal,
  request: TrainingRequest,
): Promise<{ result: TrainingResult | null; failure: string | null }> {
  try {
    const result = await gate.step('train', () => call(trigger, digest, request));
    return { result, failure: null };
  } catch (error) {
    if (!(error instanceof Abandoned)) throw error;
    gate.forgetAbandonment();
    return { result: null, failure: error.message };
  }
}

/** Null where nothing is trained, or where what is asked to train does not answer with a model. */
async function call(trigger: TrainerTrigger, digest: string, request: TrainingRequest): Promise<TrainingResult | null> {
  const activityId = trainingActivityId(digest);
  switch (trigger.kind) {
    case 'none':
      return null;
    case 'label-studio-ml':
      await remote.trainMlBackend({ backendId: trigger.backendId });
      return null;
    case 'webhook': {
      const options = webhookTraining(trigger.timeoutMs, activityId);
      const { requestTraining } = proxyActivities<Pick<MainActivities, 'requestTraining'>>(options);
      return checked(await requestTraining({ request, url: trigger.url }));
    }
    case 'activity': {
      const options = activityTraining(trigger.taskQueue, trigger.timeoutMs, trigger.heartbeatMs, activityId);
      const trainer = proxyActivities<Record<string, (request: TrainingRequest) => Promise<unknown>>>(options);
      return checked(await trainer[trigger.activity]?.(request));
    }
  }
}

function checked(answer: unknown): TrainingResult {
  const result = readTrainingResult(answer);
  if (typeof result === 'string') throw ApplicationFailure.nonRetryable(result, 'TrainerRefused');
  return result;
}
