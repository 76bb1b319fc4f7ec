import { request } from 'undici';

/** One task as the demo's annotator and its checks see it. */
export interface DemoTask {
  id: number;
  project: number;
  image: string;
  item: string;
  round: string;
  /** The choices of each annotation, [] for a skip. */
  answers: string[][];
}

/** The choices control of a project's label config. */
export interface ChoicesControl {
  fromName: string;
  toName: string;
  labels: string[];
}

/** The few calls that an annotator's browser would make; a client of the demo's own, apart from the product's. */
export interface LabelStudioDesk {
  /** Ids of the projects whose title starts with `title`, exactly. */
  projects(title: string): Promise<{ id: number; title: string }[]>;
  control(project: number): Promise<ChoicesControl>;
  /** All tasks of a project; with `round`, those of that round. */
  tasks(project: number, round?: string): Promise<DemoTask[]>;
  /** Posts an answer once: a second time under the same `uniqueId` changes nothing. False when it was there. */
  answer(
    task: number,
    answer: { uniqueId: string; seconds: number; result: unknown[]; skip: boolean },
  ): Promise<boolean>;
}

interface TaskJson {
  id: number;
  data: Record<string, string>;
  annotations?: { was_cancelled?: boolean; result?: { value?: { choices?: string[] } }[] }[];
}

const PAGE = 1_000;
/** Narrows what tasks hold, and what their annotations do. */
const FIELDS = 'id,data,annotations,result,was_cancelled';

export function labelStudioDesk(url: string, token: string): LabelStudioDesk {
  const headers = { authorization: `Token ${token}`, 'content-type': 'application/json' };
  const call = async (
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: unknown }> => {
    const response = await request(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    const expected = response.statusCode < 300 || response.statusCode === 409;
    if (!expected)
      throw new Error(`Label Studio answered ${response.statusCode} to ${method} ${path}: ${text.slice(0, 300)}`);
    return { status: response.statusCode, json: JSON.parse(text) };
  };

  return {
    projects: async (title) => {
      const { json } = await call(
        'GET',
        `/api/projects?title=${encodeURIComponent(title)}&include=id,title&page_size=1000`,
      );
      // The filter is a substring and ignores case.
      return (json as { results: { id: number; title: string }[] }).results.filter((p) => p.title.startsWith(title));
    },
    control: async (project) => {
      const { json } = await call('GET', `/api/projects/${project}/`);
      const controls = (
        json as { parsed_label_config: Record<string, { type: string; to_name: string[]; labels: string[] }> }
      ).parsed_label_config;
      const found = Object.entries(controls).find(([, control]) => control.type === 'Choices');
      if (found === undefined) throw new Error(`the label config of project ${project} has no <Choices>`);
      const [fromName, { to_name, labels }] = found;
      return { fromName, toName: to_name[0] ?? 'image', labels };
    },
    tasks: async (project, round) => {
      const filters =
        round === undefined
          ? []
          : [{ filter: 'filter:tasks:data.round', operator: 'equal', type: 'String', value: round }];
      const query = encodeURIComponent(JSON.stringify({ filters: { conjunction: 'and', items: filters } }));
      const tasks: DemoTask[] = [];
      for (let page = 1; ; page += 1) {
        const { json } = await call(
          'GET',
          `/api/tasks?project=${project}&fields=all&include=${FIELDS}&resolve_uri=false&page_size=${PAGE}&page=${page}&query=${query}`,
        );
        const { total, tasks: found } = json as { total: number; tasks: TaskJson[] };
        tasks.push(...found.map((task) => asTask(project, task)));
        if (found.length === 0 || tasks.length >= total) return tasks;
      }
    },
    answer: async (task, { uniqueId, seconds, result, skip }) => {
      const { status } = await call('POST', `/api/tasks/${task}/annotations/`, {
        result,
        was_cancelled: skip,
        lead_time: seconds,
        unique_id: uniqueId,
      });
      return status !== 409;
    },
  };
}

function asTask(project: number, { id, data, annotations = [] }: TaskJson): DemoTask {
  return {
    id,
    project,
    image: data.image ?? '',
    item: data.item ?? '',
    round: data.round ?? '',
    answers: annotations.map(({ was_cancelled, result = [] }) =>
      was_cancelled ? [] : result.flatMap(({ value }) => value?.choices ?? []),
    ),
  };
}
