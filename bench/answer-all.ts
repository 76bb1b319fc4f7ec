import type { WorkflowHandle } from '@temporalio/client';
import { roundStatusQuery } from '../workflows/messages';

/** Label Studio's single process gains nothing from more. */
const PEOPLE = 3;

/** Answers every task of the round's two projects through Label Studio's API, and waits until the round has concluded. */
export async function answerAll(
  environment: NodeJS.ProcessEnv,
  round: WorkflowHandle,
  expected: number,
): Promise<void> {
  await reaches(round, 'waiting');
  const call = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${environment.LABEL_STUDIO_URL}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Token ${environment.LABEL_STUDIO_USER_TOKEN}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  };
  const projects = (await call('/api/projects?include=id&page_size=100')) as { results: { id: number }[] };
  const tasks: number[] = [];
  for (const { id } of projects.results) {
    const page = (await call(`/api/tasks?project=${id}&include=id&page_size=${expected}`)) as {
      tasks: { id: number }[];
    };
    tasks.push(...page.tasks.map((task) => task.id));
  }
  if (tasks.length !== expected) throw new Error(`${tasks.length} tasks, ${expected} expected`);
  const left = tasks.values();
  const result = [{ from_name: 'label', to_name: 'image', type: 'choices', value: { choices: ['Bread'] } }];
  const person = async (): Promise<void> => {
    for (const task of left) await call(`/api/tasks/${task}/annotations/`, { result });
  };
  await Promise.all(Array.from({ length: PEOPLE }, person));
  await reaches(round, 'amending');
}

async function reaches(round: WorkflowHandle, phase: string): Promise<void> {
  while ((await round.query(roundStatusQuery)).phase !== phase) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
