import { z } from 'zod';
import { LabelStudioUnexpected } from './errors';
import { afterId, all, type Filter, type TaskQuery } from './filters';
import type { Http } from './http';

/** A query that is longer than this goes into the body: some 20 kB of address are refused by Label Studio's web server. */
const LONGEST_IN_ADDRESS = 4000;

const PATH = '/api/tasks';

interface PageOptions {
  project: number;
  /** Columns, those of annotations included; `data` and `id` are always there. */
  include?: string;
  /** What a row must satisfy: proof that the filter was applied. */
  proves: (row: z.infer<typeof taskRow>) => boolean;
  pageSize: number;
  signal?: AbortSignal | undefined;
}

/** What every row holds. */
export const taskRow = z.object({ id: z.number().int(), data: z.record(z.string(), z.unknown()) });

export const imageIn = ({ image }: Record<string, unknown>): string => (typeof image === 'string' ? image : '');

/** Proves that the filter on the round was applied. */
export const isOfRound =
  (round: string) =>
  ({ data }: z.infer<typeof taskRow>): boolean =>
    data.round === round;

const totalOf = z.object({ total: z.number().int() });

/** How many tasks the filters leave. */
export async function countTasks(
  http: Http,
  project: number,
  filters: Filter[],
  signal?: AbortSignal,
): Promise<number> {
  const query = { project, page_size: 1, include: 'id', resolve_uri: false, ...inAddress(all(...filters)) };
  const { total } = await http.send({ method: 'GET', path: PATH, query, schema: totalOf, signal });
  return total;
}

/**
 * Rows that the filters leave, in order of task id, page by page. Pages go on after the last id, so that tasks which
 * are deleted or imported meanwhile shift nothing; `at` is the server's clock before it read the page.
 */
export async function* taskPages<Row extends z.infer<typeof taskRow>>(
  http: Http,
  row: z.ZodType<Row>,
  filters: Filter[],
  { project, include, proves, pageSize, signal }: PageOptions,
): AsyncGenerator<{ rows: Row[]; at: Date }> {
  const schema = z.object({ tasks: z.array(row) });
  for (let last = 0; ; ) {
    const asked = all(...filters, afterId(last));
    const long = JSON.stringify(asked).length > LONGEST_IN_ADDRESS;
    const { value, at } = await http.sendDated({
      method: 'GET',
      path: PATH,
      query: {
        project,
        page_size: pageSize,
        resolve_uri: false,
        // Annotations come with `fields=all` alone, and `include` narrows their fields too.
        ...(include === undefined ? { include: 'id,data' } : { fields: 'all', include: `id,data,${include}` }),
        ...(long ? {} : inAddress(asked)),
      },
      ...(long ? { body: asked } : {}),
      schema,
      signal,
    });
    if (!value.tasks.every(proves)) throw filterIgnored();
    yield { rows: value.tasks, at };
    last = value.tasks.at(-1)?.id ?? last;
    if (value.tasks.length < pageSize) return;
  }
}

const inAddress = (query: TaskQuery): { query: string } => ({ query: JSON.stringify(query) });

const filterIgnored = (): LabelStudioUnexpected =>
  new LabelStudioUnexpected(
    { request: `GET ${PATH}`, code: 200 },
    'the answer holds tasks that the filter leaves out',
    'check what stands in front of Label Studio: it must pass on the body of GET requests',
  );
