import { filingId, noisyFilingId } from '../../../src/domain/workflow-ids';
import { answersArrivedSignal } from '../../../workflows/messages';
import { annotate, deleteAnnotation, editAnnotation, picturesByItem } from '../../rounds/people';
import { reaches, tasksOf } from '../../rounds/play';
import { pictures } from '../../rounds/production';
import type { Round } from '../../rounds/test-loop';
import type { Scene, Stage } from './stage';

interface Given {
  id: number;
  /** The class that was answered, and the other one. */
  truth: string;
  wrong: string;
}

const NONE: Given = { id: 0, truth: '', wrong: '' };

/** Answers all tasks with the truth. */
export async function answersOf({ bench, loop, all }: Stage, round: Round): Promise<Given[]> {
  await reaches(round, 'waiting');
  const known = await picturesByItem(bench, loop.config, all);
  const given: Given[] = [];
  for (const { taskId, itemId } of await tasksOf(bench, loop, round.workflowId)) {
    const truth = known.get(itemId)?.truth ?? 'Bread';
    const id = await annotate(taskId, truth);
    given.push({ id, truth, wrong: truth === 'Bread' ? 'Noodles/Pasta' : 'Bread' });
  }
  return given;
}

/** What a round does between its conclusion and its end. */
export const tails: Record<string, Scene> = {
  'copied, then an answer is edited and another deleted': {
    change(config) {
      config.filing.mode = 'copy';
    },
    async play(stage) {
      const { loop, is } = stage;
      const round = await loop.start();
      const [first = NONE, second = NONE] = await answersOf(stage, round);
      await is(round, 'amending', 1);
      await editAnnotation(first.id, first.wrong);
      await is(round, 'amending', 2);
      await deleteAnnotation(second.id);
      await is(round, 'amending', 3);
      const { workflowId } = round;
      return [
        { name: 'annotationRound-answer-edited-then-deleted', workflowId },
        { name: 'fileLabelled-copied', workflowId: filingId(workflowId, 1) },
        { name: 'fileLabelled-amended', workflowId: filingId(workflowId, 2) },
      ];
    },
  },

  'an edit that is taken back before it is collected': {
    async play(stage) {
      const { loop, is, beforeCollecting } = stage;
      const round = await loop.start();
      const [first = NONE] = await answersOf(stage, round);
      await is(round, 'amending', 1);
      const takenBack = new Promise<void>((resolve) =>
        beforeCollecting(round, () => editAnnotation(first.id, first.truth).then(() => resolve())),
      );
      await editAnnotation(first.id, first.wrong);
      await takenBack;
      await is(round, 'amending', 1);
      return [{ name: 'annotationRound-edit-taken-back-before-it-was-collected', workflowId: round.workflowId }];
    },
  },

  'noisy filing after the wait was cut short by signals': {
    pictures: pictures(16),
    change(config) {
      config.filing.noisyAbove = 0.85;
      config.feedbackMs = 15_000;
      config.annotation.closeMs = 45_000;
    },
    async play(stage) {
      const { loop } = stage;
      const round = await loop.start();
      await reaches(round, 'waiting');
      await round.signal(answersArrivedSignal);
      await round.signal(answersArrivedSignal);
      await answersOf(stage, round);
      await round.signal(answersArrivedSignal);
      await round.result();
      return [
        { name: 'annotationRound-woken-then-filed-as-noisy', workflowId: round.workflowId },
        { name: 'fileNoisy-moved', workflowId: noisyFilingId(round.workflowId) },
      ];
    },
  },

  'nothing to file as noisy': {
    change(config) {
      config.filing.noisyAbove = 0.99;
      config.feedbackMs = 1000;
      config.annotation.closeMs = 1000;
    },
    async play(stage) {
      const { loop } = stage;
      const round = await loop.start();
      await answersOf(stage, round);
      await round.result();
      return [{ name: 'fileNoisy-nothing', workflowId: noisyFilingId(round.workflowId) }];
    },
  },
};

/** On a server that suggests to continue as new after this many events: more than a round has until it amends. */
export const SUGGESTED_AFTER = 130;

export const continued: Record<string, Scene> = {
  'answers are edited until the round continues as new': {
    change(config) {
      config.annotation.closeMs = 90_000;
    },
    async play(stage) {
      const { loop, is } = stage;
      const round = await loop.start();
      const [first = NONE] = await answersOf(stage, round);
      const began = (await round.describe()).runId;
      for (let version = 1; (await round.describe()).runId === began; version += 1) {
        await is(round, 'amending', version);
        await editAnnotation(first.id, version % 2 === 0 ? first.truth : first.wrong);
        await is(round, 'amending', version + 1);
      }
      await round.result();
      return [
        { name: 'annotationRound-continued-as-new-while-amending', workflowId: round.workflowId, runId: began },
        { name: 'annotationRound-went-on-as-new-until-it-closed', workflowId: round.workflowId },
      ];
    },
  },
};
