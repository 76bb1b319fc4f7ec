import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import { labelStudio, waiting } from '../remote-steps';
import { dates } from './claim-window';
import { closeRound } from './close-round';
import { conclude } from './conclude';
import type { OpenRound } from './open-round';
import type { RoundInput, RoundResult } from './round-input';
import type { RoundTail } from './round-tail';

/** Late, edited and deleted answers amend what is this round's own, as the next version, until the round closes. */
export async function amendUntilClosed(round: OpenRound, tail: RoundTail): Promise<RoundResult> {
  const { asked } = tail;
  let { concluded } = tail;
  for (;;) {
    round.enter('amending', {
      ...dates(asked.claim.claimedAt, asked.claim.policy),
      window: asked.claim.window,
      draws: asked.draw.draws,
      version: concluded.labels.version,
      labels: concluded.labels.counts,
      headline: concluded.headline,
    });
    const { reason } = await round.step('awaitChanges', () => awaitChanges(round, { asked, concluded }));
    if (reason === 'closing') break;
    concluded = await conclude(round, asked, concluded);
    if (workflowInfo().continueAsNewSuggested) {
      await round.handlersFinished();
      await continueAsNew<(input: RoundInput) => Promise<RoundResult>>({ ...round.input, tail: { asked, concluded } });
    }
  }
  await round.step('settleOpenTasks', () =>
    labelStudio.settleOpenTasks({ ...round.scope, projects: asked.projects, tasks: asked.tasks }),
  );
  return closeRound(round, { kind: 'completed', versions: concluded.labels.version, headline: concluded.headline });
}

function awaitChanges(round: OpenRound, { asked, concluded }: RoundTail) {
  const { claim, projects } = asked;
  return waiting.awaitChanges.executeWithOptions({ summary: 'watching for late, edited and deleted answers' }, [
    {
      ...round.scope,
      projects,
      annotations: concluded.labels.annotations,
      since: concluded.collectedAt,
      until: dates(claim.claimedAt, claim.policy).closesAt,
      pollMs: claim.policy.pollMs,
    },
  ]);
}
