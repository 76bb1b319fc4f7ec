import { z } from 'zod';
import { LabelStudioNotFound, LabelStudioUnexpected } from './errors';
import {
  all,
  type Filter,
  fewerAnswersThan,
  forMoreThan,
  ofItems,
  ofNoRound,
  ofRound,
  unanswered,
  withIds,
  withPredictions,
} from './filters';
import type { Http } from './http';
import type { FoundTask, LabelStudio } from './port';
import { projectExists } from './projects';
import { countTasks, imageIn, isOfRound, taskPages, taskRow } from './task-pages';

/** 10,000 rows without annotations cost Label Studio 5 s; a page should stay well below its timeout. */
const PAGE = 1000;
/** Ids in one filter; a thousand were measured. */
const IDS = 1000;

/** A transaction of 1,000 tasks takes 0.3 s, but SQLite, when locked, sleeps 3, 6, 12 … s inside the request. */
const IMPORT_TIMEOUT_MS = 300_000;

const countedTask = taskRow.extend({
  total_annotations: z.number(),
  cancelled_annotations: z.number(),
  overlap: z.number().int(),
  is_labeled: z.boolean(),
});

type Tasks = Pick<
  LabelStudio,
  | 'importTasks'
  | 'findTasks'
  | 'listRoundTasks'
  | 'listReissued'
  | 'deleteUnanswered'
  | 'countRound'
  | 'countStrangers'
  | 'countPredicted'
  | 'countExisting'
>;

export function createTasks(http: Http): Tasks {
  return {
    async importTasks(project, tasks, options) {
      if (tasks.length === 0) return [];
      const path = `/api/projects/${project}/import`;
      const { task_ids } = await http
        .send({
          method: 'POST',
          path,
          query: { return_task_ids: true },
          body: tasks.map(({ data }) => ({ data })),
          schema: z.object({ task_ids: z.array(z.number().int()) }),
          timeoutMs: IMPORT_TIMEOUT_MS,
          signal: options?.signal,
        })
        .catch(async (error: unknown) => {
          // For a project that is not there, this route alone answers a page of HTML.
          const missing = error instanceof LabelStudioUnexpected && error.code === 404;
          if (!missing || (await projectExists(http, project, options?.signal))) throw error;
          throw new LabelStudioNotFound(
            { request: `POST ${path}`, code: 404 },
            `there is no project ${project}`,
            'it was deleted, or belongs to another organization',
          );
        });
      if (task_ids.length === tasks.length) return task_ids;
      throw new LabelStudioUnexpected(
        { request: `POST ${path}`, code: 201 },
        `${tasks.length} tasks were sent and ${task_ids.length} imported`,
        'look at the project in Label Studio',
      );
    },

    async findTasks(project, itemIds, options) {
      const asked = new Set(itemIds);
      const proves = ({ data: { item } }: z.infer<typeof taskRow>) => typeof item === 'string' && asked.has(item);
      const found: FoundTask[] = [];
      for (const ids of chunks(itemIds, IDS)) {
        const pages = taskPages(http, countedTask, [ofItems(ids)], { ...columns(project, options), proves });
        for await (const { rows } of pages) found.push(...rows.flatMap(foundTask));
      }
      return found;
    },

    listRoundTasks: (project, round, options) => listed(http, project, round, [], options),

    listReissued: (project, round, annotators, options) =>
      listed(http, project, round, [forMoreThan(annotators)], options),

    async deleteUnanswered(project, round, tasks, options) {
      // An empty list of ids would delete every task of the project: chunks of nothing are no chunks.
      for (const chunk of chunks(tasks, IDS)) {
        const included = chunk.map(({ taskId }) => taskId);
        const items = [...new Set(chunk.map(({ itemId }) => itemId))];
        const { filters } = all(ofRound(round), ofItems(items), ...unanswered);
        await http.send({
          method: 'POST',
          path: '/api/dm/actions',
          query: { id: 'delete_tasks', project },
          body: { filters, selectedItems: { all: false, included } },
          schema: z.object({ processed_items: z.number() }),
          signal: options?.signal,
        });
      }
    },

    async countRound(project, round, annotators, options) {
      const total = await countTasks(http, project, [ofRound(round)], options?.signal);
      let lacking = 0;
      for (const filters of total === 0 ? [] : fewerAnswersThan(annotators)) {
        lacking += await countTasks(http, project, [ofRound(round), ...filters], options?.signal);
      }
      return { answered: Math.max(0, total - lacking), total };
    },

    countStrangers: (project, options) => countTasks(http, project, [ofNoRound], options?.signal),

    countPredicted: (project, round, options) =>
      countTasks(http, project, [ofRound(round), withPredictions], options?.signal),

    async countExisting(project, round, taskIds, options) {
      let existing = 0;
      for (const ids of chunks(taskIds, IDS)) {
        const asked = new Set(ids);
        const proves = ({ id }: { id: number }) => asked.has(id);
        const pages = taskPages(http, taskRow, [ofRound(round), withIds(ids)], {
          project,
          proves,
          pageSize: PAGE,
          signal: options?.signal,
        });
        for await (const { rows } of pages) existing += rows.length;
      }
      return existing;
    },
  };
}

async function listed(
  http: Http,
  project: number,
  round: string,
  filters: Filter[],
  options: { signal?: AbortSignal | undefined } | undefined,
): Promise<FoundTask[]> {
  const found: FoundTask[] = [];
  const where = { ...columns(project, options), proves: isOfRound(round) };
  const pages = taskPages(http, countedTask, [ofRound(round), ...filters], where);
  for await (const { rows } of pages) found.push(...rows.flatMap(foundTask));
  return found;
}

const columns = (project: number, options: { signal?: AbortSignal | undefined } | undefined) => ({
  project,
  include: 'total_annotations,cancelled_annotations,overlap,is_labeled',
  pageSize: PAGE,
  signal: options?.signal,
});

/** Tasks that somebody made by hand may lack an item: they are none of ours. */
function foundTask({ id, data, overlap, is_labeled, ...counted }: z.infer<typeof countedTask>): FoundTask[] {
  const answers = counted.total_annotations + counted.cancelled_annotations;
  return typeof data.item === 'string'
    ? [{ taskId: id, itemId: data.item, image: imageIn(data), answers, people: overlap, finished: is_labeled }]
    : [];
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
