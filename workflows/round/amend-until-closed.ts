import {
  continueAsNew,
  executeChild,
  ParentClosePolicy,
  patched,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import { noisyFilingId } from '../../src/domain/workflow-ids';
import { fileNoisy } from '../file-noisy';
import * as remote from '../remote-steps';
import { dates } from './claim-window';
import { closeRound } from './close-round';
import { conclude } from './conclude';
import type { OpenRound } from './open-round';
import type { RoundInput, RoundResult } from './round-input';
import type { Asked, RoundTail } from './round-tail';

/** Late, edited and deleted answers amend what is this round's own, as the next version, until the round closes. */
export async function amendUntilClosed(round: OpenRound, tail: RoundTail): Promise<RoundResult> {
  const { asked } = tail;
  let { concluded, noisyFiled } = tail;
  for (;;) {
    round.enter('amending', factsOf({ asked, concluded, noisyFiled }));
    const noisyAt = noisyFiled ? null : asked.claim.policy.noisyAt;
    const { reason } = await round.step('awaitChanges', () => awaitChanges(round, { asked, concluded, noisyFiled }));
    if (reason === 'changed') concluded = await conclude(round, asked, concluded);
    else if (noisyAt !== null) {
      await round.step('fileNoisy', () => startNoisyFiling(round, asked));
      noisyFiled = true;
    } else break;

    if (workflowInfo().continueAsNewSuggested) {
      await round.handlersFinished();
      const next: RoundInput = { ...round.input, tail: { asked, concluded, noisyFiled } };
      await continueAsNew<(input: RoundInput) => Promise<RoundResult>>(next);
    }
  }
  // Everything once more: not every change in Label Studio shows as one (somebody gave a task to another round, or deleted a user).
  if (patched('last-look')) concluded = await conclude(round, asked, concluded);
  await round.step('settleOpenTasks', () =>
    remote.settleOpenTasks({ ...round.scope, projects: asked.projects, tasks: asked.tasks }),
  );
  return closeRound(round, { kind: 'completed', versions: concluded.labels.version, headline: concluded.headline });
}

const factsOf = ({ asked: { claim, draw }, concluded: { labels, irregularities = [], headline } }: RoundTail) => ({
  ...dates(claim.claimedAt, claim.policy),
  window: claim.window,
  draws: draw.draws,
  version: labels.version,
  labels: labels.counts,
  irregularities,
  headline,
});

/** Until an answer changes, or the next thing is due: filing as noisy, or the round's end. */
function awaitChanges(round: OpenRound, { asked, concluded, noisyFiled }: RoundTail) {
  const { claim, projects } = asked;
  const { closesAt } = dates(claim.claimedAt, claim.policy);
  return remote.awaitChanges({
    ...round.scope,
    projects,
    annotations: concluded.labels.annotations,
    since: concluded.collectedAt,
    until: (noisyFiled ? null : claim.policy.noisyAt) ?? closesAt,
    pollMs: claim.policy.pollMs,
  });
}

function startNoisyFiling(round: OpenRound, { census }: Asked) {
  return executeChild(fileNoisy, {
    workflowId: noisyFilingId(round.scope.round),
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: 'files what the model was sure of under its own label',
    args: [{ ...round.scope, census: census.census }],
  });
}
