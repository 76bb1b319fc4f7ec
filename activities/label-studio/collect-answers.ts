import { Context } from '@temporalio/activity';
import type { LabelStudioActivities } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import { atMost } from '../../src/domain/irregularities';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { ANNOTATIONS } from '../../src/ledger/tables';
import { irregularitiesIn, irregularitiesOf, withIrregularities } from '../../src/loops/irregularities';
import { sameAnswers } from './annotation-rows';
import type { LabelStudioDependencies } from './dependencies';
import { withForgotten } from './forgotten-answers';
import { readRound } from './read-round';

/** Label Studio dates a change before it commits it: what was under way while we read is looked at again. */
const OVERLAP_MS = 10_000;

/** History and the round's page hold these; the ledger holds more. */
const MOST_SHOWN = 10;

/**
 * Reads every answer of the round, joined by item: answers to doubles of a task are merged. Writes them as `version`, with
 * what is not as it was asked, unless they say what the version before says; that one is returned then, as not changed.
 */
export function collectAnswers(deps: LabelStudioDependencies): LabelStudioActivities['collectAnswers'] {
  const { openLoop, labelStudio } = deps;
  return async ({ configRef, round, projects, version }) => {
    const loop = await openLoop(configRef);
    const { ledger } = loop;
    const { cancellationSignal: signal } = Context.current();
    const key = ledgerKeys.annotations(round, version);

    const written = await ledger.find(key);
    if (written) return adopted(ledger, written);

    const { rows: read, irregularities, asOf } = await readRound({ labelStudio, loop, round, projects, signal });
    const collectedAt = new Date(asOf - OVERLAP_MS).toISOString();
    const metadata = withIrregularities({ collectedAt }, irregularities);

    const before = version > 1 ? await ledger.find(ledgerKeys.annotations(round, version - 1)) : null;
    const rowsBefore = before ? await ledger.readRows(before, ANNOTATIONS) : [];
    const rows = await withForgotten(ledger, read, rowsBefore);
    if (before && sameAnswers(rows, rowsBefore)) {
      const said = await irregularitiesOf(ledger, before);
      if (JSON.stringify(said) === JSON.stringify(irregularitiesIn(metadata))) {
        return { annotations: before, changed: false, collectedAt, irregularities: atMost(said, MOST_SHOWN) };
      }
    }
    const { ref } = await ledger.createRows(key, ANNOTATIONS, rows, metadata);
    return adopted(ledger, ref);
  };
}

/** What lies there, whichever attempt wrote it, with the time that belongs to it: what came later is still to be collected. */
async function adopted(ledger: Ledger, annotations: ArtifactRef) {
  const { collectedAt } = await ledger.readMetadata(annotations);
  return {
    annotations,
    changed: true,
    collectedAt: collectedAt ?? new Date(0).toISOString(),
    irregularities: atMost(await irregularitiesOf(ledger, annotations), MOST_SHOWN),
  };
}
