import { createActivities } from '../../../activities';
import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { TrainingRequest } from '../../../src/contracts/retraining';
import type { GatePhase } from '../../../src/contracts/status';
import { gateId } from '../../../src/domain/workflow-ids';
import { gateStatusQuery, roundStatusQuery } from '../../../workflows/messages';
import { loopConfig } from '../../rounds/loop-fixture';
import { answerRound, produce } from '../../rounds/play';
import { type Picture, pictures } from '../../rounds/production';
import { type Bench, makeLoop, type Round, type TestLoop } from '../../rounds/test-loop';
import { startTestTrainer, type TestTrainer } from '../../server/support/test-trainer';
import { eventually } from '../../setup/namespace';
import { runWorkers } from '../../workflows/run-workers';

/** A run whose history is worth keeping: `name` says what happened in it. */
interface Kept {
  name: string;
  workflowId: string;
  /** The workflow's last run, unless said. */
  runId?: string;
}

/** A real round of a loop of its own, which takes a way through the workflows that the other scenes do not take. */
export interface Scene {
  /** @param trainerUrl of a trainer behind HTTP that answers 202 */
  change?(config: LoopConfig, trainerUrl: string): void;
  /** What production wrote before; six pictures unless said. */
  pictures?: Picture[];
  play(stage: Stage): Promise<Kept[]>;
}

/** Where a scene is played: its loop, and what the workers around it do at its request. */
export interface Stage {
  bench: Bench;
  loop: TestLoop;
  all: Picture[];
  /** Answers the round's tasks with the truth, as soon as it waits. */
  answer(round: Round): Promise<void>;
  /** The same, and waits until it only amends. */
  conclude(round: Round): Promise<void>;
  is(round: Round, phase: string, version?: number): Promise<void>;
  gateIs(phase: GatePhase): Promise<void>;
  gate(): ReturnType<Bench['temporal']['client']['workflow']['getHandle']>;
  /** Runs before the next collection of this round's answers, once. */
  beforeCollecting(round: Round, act: () => Promise<void>): void;
  /** What was asked of the trainer behind HTTP, by every scene. */
  asked: TestTrainer['calls'];
  /** What the trainer of this loop does; without it a model is made. */
  training(act: (request: TrainingRequest) => Promise<unknown>): void;
}

export const TRAINER_QUEUE = 'trainer';

/** Everything that scenes share: one set of workers for all of them. */
export async function openTheatre(bench: Bench): Promise<{
  stage(scene: Scene): Promise<Stage>;
  close(): Promise<void>;
}> {
  const beforeCollecting = new Map<string, () => Promise<void>>();
  const trainings = new Map<string, (request: TrainingRequest) => Promise<unknown>>();
  const { main, data, labelStudio } = createActivities(bench.dependencies);
  const activities = {
    ...main,
    ...data,
    ...labelStudio,
    collectAnswers: async (input: Parameters<typeof labelStudio.collectAnswers>[0]) => {
      const act = beforeCollecting.get(input.round);
      beforeCollecting.delete(input.round);
      await act?.();
      return labelStudio.collectAnswers(input);
    },
    train_model: async (request: TrainingRequest) =>
      trainings.get(request.loop)?.(request) ?? { modelVersion: 'm2', metrics: {} },
  };
  const trainer = await startTestTrainer(bench.dependencies.trainer.secret ?? '');
  trainer.answers.push((response) => response.writeHead(202).end());
  const { namespace, address } = bench.temporal;
  const workers = await runWorkers(namespace, activities, [TRAINER_QUEUE], address);

  return {
    async stage({ change, pictures: given }) {
      const all = given ?? pictures(6);
      const loop = await makeLoop(
        bench,
        loopConfig((config) => change?.(config, trainer.url)),
      );
      await produce(bench, loop, all);
      const gate = () => bench.temporal.client.workflow.getHandle(gateId(loop.config.name));
      const is: Stage['is'] = (round, phase, version) =>
        eventually(async () => {
          const expected = version === undefined ? { phase } : { phase, version };
          expect(await round.query(roundStatusQuery)).toMatchObject(expected);
        }, 120_000);
      return {
        bench,
        loop,
        all,
        gate,
        is,
        answer: (round) => answerRound(bench, loop, round, all),
        async conclude(round) {
          await answerRound(bench, loop, round, all);
          await is(round, 'amending');
        },
        gateIs: (phase) =>
          eventually(async () => expect(await gate().query(gateStatusQuery)).toMatchObject({ phase }), 120_000),
        beforeCollecting: (round, act) => void beforeCollecting.set(round.workflowId, act),
        asked: trainer.calls,
        training: (act) => void trainings.set(loop.config.name, act),
      };
    },
    async close() {
      await workers.stop();
      await trainer.close();
    },
  };
}
