import { Context } from '@temporalio/activity';
import type { z } from 'zod';
import type { DataActivities } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { Estimate } from '../../src/contracts/estimate';
import type { LoopReport, RoundReport } from '../../src/contracts/report';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { accuracyHistory } from '../../src/loops/accuracy-history';
import { currentRegistry } from '../../src/loops/class-registry';
import { estimateSchema } from '../../src/loops/estimates';
import { irregularitiesOf } from '../../src/loops/irregularities';
import { labelTotals } from '../../src/loops/label-totals';
import { loopReportSchema, roundReportSchema } from '../../src/loops/reports';
import { listRetrainings } from '../../src/loops/retraining-records';
import { newestEstimate } from '../../src/loops/round-records';
import { loopPage } from '../../src/report/loop-page';
import { roundPage } from '../../src/report/round-page';
import type { Dependencies } from '../dependencies';
import { mistakesOfRound } from './report/mistakes-of-round';
import { picturesOf } from './report/pictures-of';

type Input = Parameters<DataActivities['writeReport']>[0];

/**
 * Writes the page of the round and, beside it, the page of the loop as it stands now; each after its numbers, which a
 * second attempt takes from the first, for the rounds before may have been amended in between.
 */
export function writeReport({ openLoop, store, taskLink }: Dependencies): DataActivities['writeReport'] {
  return async (input) => {
    const { ledger } = await openLoop(input.configRef);
    const { round, labels, window } = input;
    const { cancellationSignal: signal } = Context.current();

    const report = await pageOnce(ledger, ledgerKeys.report(round, labels.version), async () => {
      const sources = { round, draw: input.draw.draw, labels: labels.labels, filing: input.filing.filing, taskLink };
      const { mistakes, places } = await mistakesOfRound(ledger, sources);
      const numbers = await numbersOnce(ledger, ledgerKeys.reportData(round, labels.version), roundReportSchema, () =>
        roundNumbers(ledger, input, mistakes),
      );
      return roundPage(numbers, await picturesOf(store, places, signal));
    });
    await pageOnce(ledger, ledgerKeys.loopReport(window.start, labels.version), async () => {
      const key = ledgerKeys.loopReportData(window.start, labels.version);
      return loopPage(await numbersOnce(ledger, key, loopReportSchema, () => loopNumbers(ledger, input)));
    });
    return { report };
  };
}

async function pageOnce(ledger: Ledger, key: string, render: () => Promise<string>): Promise<ArtifactRef> {
  const there = await ledger.find(key);
  if (there) return there;
  return (await ledger.createText(key, await render(), 'text/html; charset=utf-8')).ref;
}

async function numbersOnce<T>(ledger: Ledger, key: string, schema: z.ZodType<T>, gather: () => Promise<T>): Promise<T> {
  const ref = (await ledger.find(key)) ?? (await ledger.createJson(key, await gather())).ref;
  return ledger.readJson(ref, schema);
}

async function roundNumbers(ledger: Ledger, input: Input, mistakes: RoundReport['mistakes']): Promise<RoundReport> {
  const { census, draw, labels, filing, window } = input;
  return {
    classes: await classesOf(ledger),
    estimate: await ledger.readJson(input.estimate, estimateSchema),
    funnel: {
      census: { window: census.window, late: census.late, reread: census.reread, unusable: census.unusable },
      draws: draw.draws,
      drawn: { evaluation: draw.evaluation, training: draw.training },
      labels: labels.counts,
      filing: filing.counts,
    },
    irregularities: await irregularitiesOf(ledger, labels.annotations),
    history: await accuracyHistory(ledger, window.start),
    mistakes,
  };
}

async function loopNumbers(ledger: Ledger, { loop, round, labels, estimate }: Input): Promise<LoopReport> {
  const own: Estimate = await ledger.readJson(estimate, estimateSchema);
  return {
    loop,
    writtenBy: { round, version: labels.version },
    classes: await classesOf(ledger),
    estimate: (await newestEstimate(ledger)) ?? own,
    history: await accuracyHistory(ledger, null),
    totals: await labelTotals(ledger),
    retrainings: (await listRetrainings(ledger)).map(({ record }) => record),
  };
}

async function classesOf(ledger: Ledger): Promise<RoundReport['classes']> {
  const { registry } = (await currentRegistry(ledger)) ?? { registry: { classes: [] } };
  return registry.classes.map(({ id, name }) => ({ id, name }));
}
