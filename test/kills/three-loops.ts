import type { LoopConfig } from '../../src/contracts/loop-config';
import { ledgerKeys } from '../../src/domain/layout';
import { gateId } from '../../src/domain/workflow-ids';
import { DRAW } from '../../src/ledger/tables';
import { decideRetrainingUpdate } from '../../workflows/messages';
import { type WholeState, wholeState } from '../faults/whole-state';
import { loopConfig } from '../rounds/loop-fixture';
import { annotate, answerTasks, editAnnotation, picturesByItem, theTruth } from '../rounds/people';
import { produce, tasksOf } from '../rounds/play';
import { type Picture, pictures } from '../rounds/production';
import { type Bench, makeLoop, type Round, type TestLoop } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { deciding, holds, shows } from './stand';

const all = pictures(12);

/** Everything that was not drawn to measure is drawn to train. */
const drawsAll = (config: LoopConfig): void => {
  config.draws = config.draws
    .filter(({ name }) => name !== 'low-confidence')
    .map((draw) => (draw.name === 'flagged' ? { ...draw, name: 'rest', strategy: 'all' } : draw));
};

/** Three loops side by side that have, between them, every step that a round and a gate can take. */
export interface ThreeLoops {
  /** Moves; a dataset of it is approved and trained by webhook, then an answer is edited. */
  mover: TestLoop;
  /** Copies; files as noisy what the model was sure of; closes by itself. */
  copier: TestLoop;
  /** Files in place; an answer is edited. */
  sorter: TestLoop;
  rounds: Record<'mover' | 'copier' | 'sorter', Round>;
  /** Every workflow that may have something under way. */
  workflows: string[];
}

export async function startThreeLoops(bench: Bench, trainerUrl: string): Promise<ThreeLoops> {
  const mover = await makeLoop(
    bench,
    loopConfig((config) => {
      drawsAll(config);
      config.retraining.trigger = { kind: 'webhook', url: trainerUrl, timeoutMs: 3_600_000 };
    }, 'mover'),
  );
  const copier = await makeLoop(
    bench,
    loopConfig((config) => {
      Object.assign(config.filing, { mode: 'copy', noisyAbove: 0.8 });
      config.feedbackMs = 1000;
      config.annotation.closeMs = 2000;
    }, 'copier'),
  );
  const sorter = await makeLoop(
    bench,
    loopConfig((config) => {
      drawsAll(config);
      config.filing.mode = 'in-place';
      config.filing.bucket = config.source.bucket;
    }, 'sorter'),
  );
  const loops = { mover, copier, sorter };
  await Promise.all(Object.values(loops).map((loop) => produce(bench, loop, all)));
  const rounds = { mover: await mover.start(), copier: await copier.start(), sorter: await sorter.start() };
  const workflows = Object.values(loops).flatMap(({ config: { name } }, index) => [
    Object.values(rounds)[index]?.workflowId ?? '',
    gateId(name),
  ]);
  return { ...loops, rounds, workflows };
}

/** Plays people and operators until everything that the three loops were started for is done, and leaves nothing running. */
export async function playThreeLoops(bench: Bench, { mover, copier, sorter, rounds }: ThreeLoops): Promise<void> {
  await Promise.all([
    playMover(bench, mover, rounds.mover),
    playCopier(bench, copier, rounds.copier),
    playSorter(bench, sorter, rounds.sorter),
  ]);
  for (const round of Object.values(rounds)) await round.terminate('end of test').catch(() => undefined);
}

/** What the three left behind, as the oracle sees it. */
export async function statesOf(bench: Bench, { mover, copier, sorter }: ThreeLoops): Promise<WholeState[]> {
  return Promise.all([mover, copier, sorter].map((loop) => wholeState(bench, loop)));
}

/** Whatever was under way: each picture lies at its source, at its destination, or at both. */
export async function everyPictureIsSomewhere({ store }: Bench, loops: ThreeLoops): Promise<void> {
  for (const { config } of [loops.mover, loops.copier, loops.sorter]) {
    const seen = new Set<string>();
    // The source first: what is moved in between is then met at its destination.
    for (const bucket of [config.source.bucket, config.filing.bucket]) {
      for await (const page of store.list({ bucket, key: '' })) {
        for (const { key } of page) seen.add(/IMG \d+/.exec(key)?.[0] ?? key);
      }
    }
    expect(seen).toEqual(new Set(all.map(({ key }) => /IMG \d+/.exec(key)?.[0] ?? key)));
  }
}

async function playMover(bench: Bench, loop: TestLoop, round: Round): Promise<void> {
  const { workflowId } = round;
  const bread = await answerAll(bench, loop, round);
  await holds(loop, ledgerKeys.report(workflowId, 1));
  const digest = await deciding(bench, loop);
  const gate = bench.temporal.client.workflow.getHandle(gateId(loop.config.name));
  await eventually(
    () =>
      gate.executeUpdate(decideRetrainingUpdate, {
        updateId: 'ada', // asked again where a worker died over it, it is one decision
        args: [{ digest, decision: 'approve', by: 'ada' }],
      }),
    120_000,
  );
  await holds(loop, ledgerKeys.retraining(1));
  await editAnnotation(bread, 'Noodles/Pasta');
  await holds(loop, ledgerKeys.report(workflowId, 2));
  await deciding(bench, loop, digest);
  await shows(bench, workflowId, 'amending');
}

async function playCopier(bench: Bench, loop: TestLoop, round: Round): Promise<void> {
  await answerAll(bench, loop, round);
  await holds(loop, ledgerKeys.closed(round.workflowId));
  await deciding(bench, loop);
}

async function playSorter(bench: Bench, loop: TestLoop, round: Round): Promise<void> {
  const bread = await answerAll(bench, loop, round);
  await holds(loop, ledgerKeys.report(round.workflowId, 1));
  const digest = await deciding(bench, loop);
  await editAnnotation(bread, 'Noodles/Pasta');
  await holds(loop, ledgerKeys.report(round.workflowId, 2));
  await deciding(bench, loop, digest);
  await shows(bench, round.workflowId, 'amending');
}

/** Everybody says the truth; the answer to the first training picture of bread, to be edited. */
async function answerAll(bench: Bench, loop: TestLoop, round: Round): Promise<number> {
  await shows(bench, round.workflowId, 'waiting');
  const known = await picturesByItem(bench, loop.config, all);
  const tasks = await tasksOf(bench, loop, round.workflowId);
  const draw = await loop.ledger.find(ledgerKeys.draw(round.workflowId));
  const drawn = draw ? await loop.ledger.readRows(draw, DRAW) : [];
  const { itemId: edited } =
    drawn.filter(({ purpose }) => purpose === 'training').find((row) => known.get(row.itemId)?.truth === 'Bread') ?? {};
  const bread = tasks.find(({ itemId }) => itemId === edited);
  if (!bread) throw new Error('no training picture shows bread');
  const id = await annotate(bread.taskId, (known.get(bread.itemId) as Picture).truth);
  await answerTasks(
    tasks.filter((task) => task !== bread),
    known,
    theTruth,
  );
  return id;
}
