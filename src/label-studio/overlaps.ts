import { z } from 'zod';
import { LabelStudioNotFound } from './errors';
import type { Http } from './http';
import type { LabelStudio } from './port';

const user = z.union([z.number().int(), z.object({ id: z.number().int() })]).nullable();
const openedTask = z.object({
  annotations: z.array(z.object({ completed_by: user, was_cancelled: z.boolean() })),
});

/**
 * How many different people a task is for is its `overlap`. Measured on 1.23.2 with three people: a task that is finished
 * stays so when its overlap is raised alone; with `is_labeled: false` besides, its label stream offers it to people who
 * have neither answered nor skipped it, without the others' answers, and it is finished again by enough of them. The
 * project's own number is never raised: that would reopen every task.
 */
export function createOverlaps(http: Http): Pick<LabelStudio, 'putBefore' | 'finishTask'> {
  async function change(taskId: number, fields: { overlap?: number; is_labeled: boolean }, signal?: AbortSignal) {
    const call = { method: 'PATCH', path: `/api/tasks/${taskId}/`, body: fields, schema: openedTask, signal } as const;
    try {
      return await http.send(call);
    } catch (error) {
      if (error instanceof LabelStudioNotFound) return null;
      throw error;
    }
  }
  return {
    async putBefore(taskId, people, skipsCount, options) {
      const opened = await change(taskId, { overlap: people, is_labeled: false }, options?.signal);
      if (opened === null) return false;
      const answered = opened.annotations
        .filter(({ was_cancelled }) => skipsCount || !was_cancelled)
        .flatMap(whoAnswered);
      // Whoever answered since we looked would else leave it open for ever.
      if (new Set(answered).size >= people) await change(taskId, { is_labeled: true }, options?.signal);
      return true;
    },
    finishTask: async (taskId, people, options) =>
      (await change(taskId, { overlap: people, is_labeled: true }, options?.signal)) !== null,
  };
}

const whoAnswered = ({ completed_by: by }: z.infer<typeof openedTask>['annotations'][number]): number[] =>
  by === null ? [] : [typeof by === 'number' ? by : by.id];
