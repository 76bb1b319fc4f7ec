import { executeChild, ParentClosePolicy, patched, WorkflowIdReusePolicy } from '@temporalio/workflow';
import type { DrawResult, LabelVersion } from '../../src/contracts/activities';
import { filingId } from '../../src/domain/workflow-ids';
import { fileLabelled } from '../file-labelled';
import * as remote from '../remote-steps';
import type { OpenRound } from './open-round';
import type { Asked, Concluded } from './round-tail';

/**
 * From people's answers to a proposal: collects, resolves, files, estimates, reports. With `before`, as the next version
 * of it, or the same when nothing changed.
 */
export async function conclude(round: OpenRound, asked: Asked, before: Concluded | null = null): Promise<Concluded> {
  const { scope } = round;
  const { draw, census, projects, tasks, claim } = asked;
  const { window } = claim;
  const version = (before?.labels.version ?? 0) + 1;

  round.enter('collecting');
  const collected = await round.step('collectAnswers', () =>
    remote.collectAnswers({ ...scope, projects, tasks, version }),
  );
  const { collectedAt, irregularities = [] } = collected;
  if (before && !collected.changed) return { ...before, collectedAt, irregularities };
  const labels = await round.step('resolveLabels', () =>
    remote.resolveLabels({
      ...scope,
      draw: draw.draw,
      annotations: collected.annotations,
      version,
      filing: before?.filing ?? null,
    }),
  );

  round.enter('filing', { version, labels: labels.counts, irregularities });
  const filing = await round.step('fileLabelled', () => startFiling(round, draw, labels, before));

  round.enter('estimating', { filing: filing.counts });
  const { estimate, headline } = await round.step('estimateAccuracy', () =>
    remote.estimateAccuracy({
      ...scope,
      window,
      census: census.census,
      draw: draw.draw,
      labels: labels.labels,
      version,
      predecessor: before?.estimate ?? null,
    }),
  );
  await round.step('writeReport', () =>
    remote.writeReport({ ...scope, window, census, draw, labels, filing, estimate }),
  );

  round.enter('proposing', { headline });
  if (headline.sufficient) {
    await round.step('proposeRetraining', () =>
      remote.proposeRetraining({
        proposal: {
          ...scope,
          window,
          version,
          labels: labels.labels,
          filing: filing.filing,
          estimate,
          headline,
          trainingLabels: labels.trainingLabels,
        },
      }),
    );
  }
  if (patched('reissue-disputes')) await reissue(round, asked, labels);
  return { labels, collectedAt, irregularities, filing: filing.filing, estimate, headline };
}

/** Last, so that no estimate waits for it: what one more person says amends, as every late answer does. */
function reissue(round: OpenRound, { projects }: Asked, { labels, annotations }: LabelVersion) {
  return round.step('reissueItems', () => remote.reissueItems({ ...round.scope, projects, labels, annotations }));
}

/** A workflow of its own, so that its batches do not weigh on the round's history; its id is fixed, its steps safe to repeat. */
function startFiling(round: OpenRound, { draw }: DrawResult, labels: LabelVersion, before: Concluded | null) {
  return executeChild(fileLabelled, {
    workflowId: filingId(round.scope.round, labels.version),
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: 'files each image under its class',
    args: [
      {
        ...round.scope,
        draw,
        labels: labels.labels,
        previous: before?.filing ?? null,
        version: labels.version,
      },
    ],
  });
}
