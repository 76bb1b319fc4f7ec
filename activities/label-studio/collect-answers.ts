import { Context } from '@temporalio/activity';
import type { LabelStudioActivities } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { AnnotationRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import type { AnsweredTask } from '../../src/label-studio/port';
import type { Ledger } from '../../src/ledger/port';
import { ANNOTATIONS } from '../../src/ledger/tables';
import { annotationRows, sameAnswers } from './annotation-rows';
import type { LabelStudioDependencies } from './dependencies';
import { removeDoubles } from './remove-doubles';

/** Label Studio dates a change before it commits it: what was under way while we read is looked at again. */
const OVERLAP_MS = 10_000;

const PURPOSES = ['evaluation', 'training'] as const;

/**
 * Reads every answer of the round, joined by item: answers to doubles of a task are merged. Writes them as `version`,
 * unless they say what the version before says; that one is returned then, as not changed.
 */
export function collectAnswers(deps: LabelStudioDependencies): LabelStudioActivities['collectAnswers'] {
  const { openLoop, labelStudio } = deps;
  return async ({ configRef, round, projects, version }) => {
    const { ledger } = await openLoop(configRef);
    const { cancellationSignal: signal } = Context.current();
    const key = ledgerKeys.annotations(round, version);

    const written = await ledger.find(key);
    if (written) return adopted(ledger, written);

    const rows: AnnotationRow[] = [];
    let asOf = Number.POSITIVE_INFINITY;
    for (const purpose of PURPOSES) {
      const read = await labelStudio.readAnswers(projects[purpose], round, { signal });
      await removeDoubles(labelStudio, projects[purpose], round, read.tasks.map(counted), signal);
      rows.push(...annotationRows(purpose, read.tasks));
      asOf = Math.min(asOf, read.asOf.getTime());
    }
    const collectedAt = new Date(asOf - OVERLAP_MS).toISOString();

    const before = version > 1 ? await ledger.find(ledgerKeys.annotations(round, version - 1)) : null;
    if (before && sameAnswers(rows, await ledger.readRows(before, ANNOTATIONS))) {
      return { annotations: before, changed: false, collectedAt };
    }
    const { ref } = await ledger.createRows(key, ANNOTATIONS, rows, { collectedAt });
    return adopted(ledger, ref);
  };
}

const counted = ({ taskId, itemId, annotations }: AnsweredTask) => ({ taskId, itemId, answers: annotations.length });

/** What lies there, whichever attempt wrote it, with the time that belongs to it: what came later is still to be collected. */
async function adopted(ledger: Ledger, annotations: ArtifactRef) {
  const { collectedAt } = await ledger.readMetadata(annotations);
  return { annotations, changed: true, collectedAt: collectedAt ?? new Date(0).toISOString() };
}
