import type { FilingMode } from '../../../src/contracts/loop-config';
import type { RetrainingProposal, RoundProposal } from '../../../src/contracts/retraining';
import { gateId } from '../../../src/domain/workflow-ids';
import { loopConfig } from '../../rounds/loop-fixture';
import { produce } from '../../rounds/play';
import { pictures } from '../../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../../rounds/test-loop';
import { claimedRound, type StagedRound, scopeOf, truthOf } from '../support/staged-round';
import { runStep } from '../support/steps';
import { wholeStore } from '../support/whole-store';

jest.setTimeout(120_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** Runs a step a second time, and that changes neither what it says nor anything in the store. */
async function twice<T>(loop: TestLoop, step: () => Promise<T>): Promise<T> {
  const first = await step();
  const before = await wholeStore(bench, loop);
  expect(await step()).toEqual(first);
  expect(await wholeStore(bench, loop)).toEqual(before);
  return first;
}

const all = pictures(14);

async function newLoop(mode: FilingMode): Promise<TestLoop> {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.filing.mode = mode;
      if (mode === 'in-place') config.filing.bucket = config.source.bucket;
    }),
  );
  await produce(bench, loop, all);
  return loop;
}

/** Takes a round through every step, each twice. */
async function everyStepTwice(loop: TestLoop): Promise<{ round: StagedRound; proposal: RoundProposal }> {
  const claim = { ...scopeOf(loop), scheduledAt: null };
  await twice(loop, () => runStep(bench.dependencies, 'claimWindow', claim));
  const round = await claimedRound(bench, loop);
  const { scope, window } = round;

  const { rows: _, ...census } = await twice(loop, () => round.census());
  const { rows: items, ...draw } = await twice(loop, () => round.draw());
  const { rows: __, ...labels } = await twice(loop, () => round.label(draw, truthOf(loop, all)));
  const part = await twice(loop, () => round.copy(draw, labels));
  const { rows: filed, toDelete, ...filing } = await twice(loop, () => round.record(labels, part));
  expect(filed.map(({ status }) => status)).toEqual(items.map(() => 'filed'));
  await twice(loop, () => round.remove(filing));
  expect(toDelete).toBe(loop.config.filing.mode === 'copy' ? 0 : items.length);
  // The whole filing once more, as after a reply that was lost: nothing is copied back or counted as gone.
  await twice(loop, () => round.copy(draw, labels));
  await twice(loop, () => round.record(labels, part));

  const { estimate, headline } = await twice(loop, () =>
    runStep(bench.dependencies, 'estimateAccuracy', {
      ...scope,
      window,
      census: census.census,
      draw: draw.draw,
      labels: labels.labels,
      version: 1,
      predecessor: null,
    }),
  );
  await twice(loop, () =>
    runStep(bench.dependencies, 'writeReport', { ...scope, window, census, draw, labels, filing, estimate }),
  );
  const { trainingLabels } = labels;
  const results = { labels: labels.labels, filing: filing.filing, estimate, headline, trainingLabels };
  return { round, proposal: { ...scope, window, version: 1, ...results } };
}

test.each<FilingMode>(['move', 'copy', 'in-place'])(
  'each step from the claim to the report, run twice, gives the same result and the same store (%s)',
  async (mode) => {
    await everyStepTwice(await newLoop(mode));
  },
);

test('proposing, assessing, writing the dataset, recording and closing, run twice, give the same', async () => {
  const loop = await newLoop('move');
  const { round, proposal } = await everyStepTwice(loop);
  const { loop: name, configRef } = round.scope;

  const gate = () => bench.temporal.client.workflow.getHandle(gateId(name)).describe();
  const propose = () => runStep(bench.dependencies, 'proposeRetraining', { proposal });
  expect(await propose()).toEqual({ gate: gateId(name) });
  const { runId } = await gate();
  await twice(loop, propose);
  expect(await gate()).toMatchObject({ runId, type: 'retrainingGate' });

  const assessed = await twice(loop, () =>
    runStep(bench.dependencies, 'assessRetraining', { loop: name, configRef, proposal }),
  );
  expect(assessed).toMatchObject({ due: true, newLabels: proposal.trainingLabels });
  const dataset = await twice(loop, () =>
    runStep(bench.dependencies, 'writeDataset', { loop: name, configRef, proposal, because: assessed.because }),
  );
  expect(dataset).toMatchObject({ items: proposal.trainingLabels, newLabels: proposal.trainingLabels });
  const decided: RetrainingProposal = { ...dataset, expiresAt: null };
  const decision = { digest: dataset.digest, verdict: 'approve', by: 'ada', at: '2026-11-21T13:00:00Z' } as const;
  const result = { modelVersion: 'm2', metrics: { accuracy: 0.9 }, model: null };
  const record = { loop: name, configRef, proposal: decided, decision: { ...decision, comment: null }, result };
  const recorded = await twice(loop, () =>
    runStep(bench.dependencies, 'recordRetraining', { ...record, failure: null }),
  );
  expect(recorded.number).toBe(1);
  // Another decision, even of the same digest, is another record.
  const later = { ...record, decision: { ...record.decision, at: '2026-11-22T13:00:00Z' }, failure: null };
  expect((await twice(loop, () => runStep(bench.dependencies, 'recordRetraining', later))).number).toBe(2);
  // What the model was trained on is no longer new.
  expect(await runStep(bench.dependencies, 'assessRetraining', { loop: name, configRef, proposal })).toMatchObject({
    due: false,
    newLabels: 0,
  });

  const outcome = { kind: 'completed', versions: 1, headline: proposal.headline } as const;
  const { closed } = await twice(loop, () => runStep(bench.dependencies, 'closeRound', { ...round.scope, outcome }));
  // What is written first stands.
  const other = { kind: 'abandoned', by: 'ada', reason: 'too late' } as const;
  expect(await runStep(bench.dependencies, 'closeRound', { ...round.scope, outcome: other })).toEqual({ closed });
});
