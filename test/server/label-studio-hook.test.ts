import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoopConfig } from '../../src/contracts/loop-config';
import { ledgerKeys } from '../../src/domain/layout';
import { createLabelStudio } from '../../src/label-studio/label-studio';
import { TASKS } from '../../src/ledger/tables';
import { HOOK_SECRET_HEADER, hookSecret } from '../../src/signing/hook-secret';
import { memoryLedger } from '../fakes/memory-ledger';
import { stack } from '../setup/stack';
import { MEDIA_KEYS, startTestServer } from './support/running-server';

const XML =
  '<View><Image name="image" value="$image"/><Choices name="label" toName="image"><Choice value="Egg"/></Choices></View>';
const RESULT = [{ from_name: 'label', to_name: 'image', type: 'choices', value: { choices: ['Egg'] } }];
const until = { evaluation: { answered: 1, atLeast: 1 }, training: { answered: 1 }, deadlineMs: 1 };

describe('a real Label Studio', () => {
  const labelStudio = createLabelStudio(stack.labelStudio);
  afterAll(() => labelStudio.close());

  it('wakes the round with the last answer, not before, and a deleted answer puts nothing right', async () => {
    const id = randomBytes(4).toString('hex');
    const [loop, round] = [`hook${id}`, `hook${id}-round-1`];
    const project = await labelStudio.createProject({
      title: `Hooks ${id}`,
      description: 'made by a test',
      label_config: XML,
      maximum_annotations: 1,
      show_collab_predictions: false,
      skip_queue: 'IGNORE_SKIPPED',
      expert_instruction: '',
      show_instruction: false,
      enable_empty_annotation: false,
    });
    const ledger = memoryLedger();
    const wakes: string[] = [];
    let counts = 0;
    const server = await startTestServer({
      loops: { [loop]: { config: { annotation: { annotators: 1, until } } as LoopConfig, ledger } },
      labelStudio: {
        countRound(...args) {
          counts += 1;
          return labelStudio.countRound(...args);
        },
      },
      waker: { waiting: async () => [round], wake: async (woken) => wakes.push(woken) > 0 },
    });
    try {
      const items = ['one', 'two'].map((item) => ({ data: { image: 'http://127.0.0.1/x.png', item, round } }));
      const taskIds = await labelStudio.importTasks(project.id, items);
      const rows = taskIds.map((taskId, n) => {
        return { itemId: String(n), purpose: 'evaluation' as const, projectId: project.id, taskId };
      });
      await ledger.createRows(ledgerKeys.tasks(round), TASKS, rows);
      const headers = { [HOOK_SECRET_HEADER]: hookSecret(MEDIA_KEYS, loop) };
      await labelStudio.createWebhook(project.id, `${server.publicUrl}/hooks/label-studio/${loop}`, headers);

      const first = await answer(taskIds[0]);
      await soon(() => counts === 1);
      expect([counts, wakes]).toEqual([1, []]);
      await call('DELETE', `/api/annotations/${first}/`);
      await soon(() => counts === 2);
      expect([counts, wakes]).toEqual([2, []]);
      for (const taskId of taskIds) await answer(taskId);
      await soon(() => wakes.length > 0);
      // A hook may be later than the count that its answer is in already: then it wakes once more, which does no harm.
      expect(new Set(wakes)).toEqual(new Set([round]));
      expect(wakes.length).toBeLessThanOrEqual(taskIds.length);
    } finally {
      await server.close();
    }
  });

  async function answer(taskId: number | undefined): Promise<number> {
    const made = (await call('POST', `/api/tasks/${taskId}/annotations/`, { result: RESULT })) as { id: number };
    return made.id;
  }
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${stack.labelStudio.url}${path}`, {
      method,
      headers: { Authorization: `Token ${stack.labelStudio.token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(response.ok).toBe(true);
    return response.status === 204 ? null : response.json();
  }
  /** Waits for what is expected next, and a little longer for what is not. */
  async function soon(happened: () => boolean): Promise<void> {
    for (let n = 0; n < 600 && !happened(); n++) await sleep(50);
    await sleep(200);
  }
});
