import type { LoopConfig } from '../../src/contracts/loop-config';
import { itemId } from '../../src/domain/item-id';
import type { FoundTask } from '../../src/label-studio/port';
import { stack } from '../setup/stack';
import type { Picture } from './production';
import type { Bench } from './test-loop';

/** What somebody says of a picture: a choice, or null for a skip. */
export type Answer = (picture: Picture) => string | null;

export const theTruth: Answer = ({ truth }) => truth;

/** The pictures of a loop's source by their item id: what tells tests which picture a blind task shows. */
export async function picturesByItem(
  bench: Bench,
  { source }: LoopConfig,
  pictures: readonly Picture[],
): Promise<Map<string, Picture>> {
  const byKey = new Map(pictures.map((picture) => [source.prefix + picture.key, picture]));
  const byItem = new Map<string, Picture>();
  for await (const page of bench.store.list({ bucket: source.bucket, key: source.prefix })) {
    for (const { key, etag } of page) {
      const picture = byKey.get(key);
      if (picture) byItem.set(itemId({ bucket: source.bucket, key, etag }), picture);
    }
  }
  return byItem;
}

/** Answers open tasks of a round as a person would, through Label Studio's API; how many it answered. */
export async function answerTasks(
  tasks: readonly FoundTask[],
  known: ReadonlyMap<string, Picture>,
  answer: Answer,
): Promise<number> {
  let answered = 0;
  for (const { taskId, itemId: item, answers } of tasks) {
    const picture = known.get(item);
    if (!picture || answers > 0) continue;
    await annotate(taskId, answer(picture));
    answered += 1;
  }
  return answered;
}

export async function annotate(taskId: number, choice: string | null): Promise<number> {
  const { id } = (await callLabelStudio('POST', `/api/tasks/${taskId}/annotations/`, bodyOf(choice))) as { id: number };
  return id;
}

export const editAnnotation = (annotationId: number, choice: string): Promise<unknown> =>
  callLabelStudio('PATCH', `/api/annotations/${annotationId}/`, bodyOf(choice));

export const deleteAnnotation = (annotationId: number): Promise<unknown> =>
  callLabelStudio('DELETE', `/api/annotations/${annotationId}/`);

/** A task's data as it was imported, not as Label Studio rewrites it for its own pages. */
export async function taskData(taskId: number): Promise<Record<string, unknown>> {
  const task = (await callLabelStudio('GET', `/api/tasks/${taskId}?resolve_uri=false`)) as {
    data: Record<string, unknown>;
  };
  return task.data;
}

function bodyOf(choice: string | null): object {
  if (choice === null) return { result: [], was_cancelled: true };
  return {
    result: [{ from_name: 'label', to_name: 'image', type: 'choices', value: { choices: [choice] } }],
    lead_time: 2.5,
  };
}

async function callLabelStudio(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(stack.labelStudio.url + path, {
    method,
    headers: { authorization: `Token ${stack.labelStudio.token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}
