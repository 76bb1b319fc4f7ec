import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoopConfig } from '../../src/contracts/loop-config';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { TASKS } from '../../src/ledger/tables';
import { hookSecret } from '../../src/signing/hook-secret';
import { memoryLedger } from '../fakes/memory-ledger';
import { eventually } from '../setup/eventually';
import { HINT_DELAY_MS, MEDIA_KEYS, startTestServer, type TestServer } from './support/running-server';

const ROUND = 'food11-round-2026-11-21T02:05:29Z';
const ANSWERED = { action: 'ANNOTATION_CREATED', task: { id: 7, data: { image: 'x', item: 'y', round: ROUND } } };
const until = { evaluation: { answered: 1, atLeast: 10 }, training: { answered: 0.8 }, deadlineMs: 1 };
const config = { annotation: { annotators: 2, until } } as LoopConfig;

describe("Label Studio's hooks", () => {
  let ledger: Ledger;
  let server: TestServer;
  let answered = { evaluation: 0, training: 0 };
  const counts: [project: number, round: string, annotators: number][] = [];
  const wakes: string[] = [];
  /** What a count waits for. */
  let held: Promise<void> = Promise.resolve();

  beforeAll(async () => {
    ledger = memoryLedger();
    const task = (purpose: 'evaluation' | 'training', projectId: number, n: number) =>
      ({ itemId: `${purpose}-${n}`, purpose, projectId, taskId: n }) as const;
    const rows = [1, 2, 3].flatMap((n) => [task('evaluation', 31, n), task('training', 32, n)]);
    await ledger.createRows(ledgerKeys.tasks(ROUND), TASKS, rows);
    server = await startTestServer({
      loops: { food11: { config, ledger } },
      labelStudio: {
        async countRound(project, round, annotators) {
          counts.push([project, round, annotators]);
          await held;
          return { answered: project === 31 ? answered.evaluation : answered.training, total: 10 };
        },
      },
      waker: {
        waiting: async (loop) => [`${loop}-round-unknown`, ROUND],
        wake: async (round) => wakes.push(round) > 0,
      },
    });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    counts.length = 0;
    wakes.length = 0;
  });

  const post = async (body: string | Uint8Array, secret = hookSecret(MEDIA_KEYS, 'food11'), loop = 'food11') => {
    const url = `${server.publicUrl}/hooks/label-studio/${loop}`;
    const response = await fetch(url, { method: 'POST', headers: { 'X-Annoloop-Hook-Secret': secret }, body });
    await response.text();
    return response.status;
  };
  const settled = (): Promise<void> => sleep(150);
  /** A look is followed by a rest, the longer the slower it was. */
  const soon = (look: () => void): Promise<void> => eventually(async () => look(), 10_000, 20);

  it('wake the round when our own count satisfies what it waits for, whatever the hook claims', async () => {
    answered = { evaluation: 9, training: 10 };
    expect(await post(JSON.stringify(ANSWERED))).toBe(202);
    await soon(() =>
      expect(counts).toEqual([
        [31, ROUND, 2],
        [32, ROUND, 2],
      ]),
    );
    await settled();
    expect(wakes).toEqual([]);
    answered = { evaluation: 10, training: 8 };
    expect(await post(JSON.stringify(ANSWERED))).toBe(202);
    await soon(() => expect(wakes).toEqual([ROUND]));
  });

  it('look at all waiting rounds when a deletion names none', async () => {
    answered = { evaluation: 10, training: 10 };
    expect(await post('{"action":"ANNOTATIONS_DELETED","annotations":[{"id":1}]}')).toBe(202);
    await soon(() => expect(wakes).toEqual([ROUND]));
  });

  it('make a few counts of a flood of two hundred', async () => {
    answered = { evaluation: 5, training: 5 };
    await post('{"action":"TASKS_DELETED","tasks":[{"id":1}]}');
    await soon(() => expect(counts.length).toBeGreaterThan(1));
    await settled();
    counts.length = 0;
    const started = performance.now();
    const statuses = await Promise.all(Array.from({ length: 200 }, () => post(JSON.stringify(ANSWERED))));
    await soon(() => expect(counts.length).toBeGreaterThan(1));
    await settled();
    expect(new Set(statuses)).toEqual(new Set([202]));
    // One count for each delay of the flood, and one behind it.
    const most = (performance.now() - started) / HINT_DELAY_MS + 1;
    expect(counts.length / 2).toBeGreaterThan(0);
    expect(counts.length / 2).toBeLessThanOrEqual(most);
    expect(counts.length / 2).toBeLessThan(100);
    expect(wakes).toEqual([]);
  });

  it('are refused without the secret of this very loop, before anything is read', async () => {
    const body = JSON.stringify(ANSWERED);
    expect(await post(body, '')).toBe(401);
    expect(await post(body, 'wrong')).toBe(401);
    expect(await post(body, hookSecret(MEDIA_KEYS, 'birds'))).toBe(401);
    expect(await post(body, hookSecret(['a key never configured'], 'food11'))).toBe(401);
    expect(await post(body, hookSecret([MEDIA_KEYS[1]], 'food11'))).toBe(202);
    expect(server.logged()).not.toContain(hookSecret(MEDIA_KEYS, 'food11'));
  });

  it('are refused when malformed', async () => {
    for (const body of ['', '{', 'null', '[]', '{"action":1}', randomBytes(50)]) expect(await post(body)).toBe(400);
  });

  it('are refused above six megabytes, announced or not, without reading on', async () => {
    expect(await post(`{"action":"TASKS_CREATED","tasks":"${'x'.repeat(5_900_000)}"}`)).toBe(202);
    expect(await post('x'.repeat(6_000_001))).toBe(413);

    const headers = { 'X-Annoloop-Hook-Secret': hookSecret(MEDIA_KEYS, 'food11') };
    const endless = httpRequest(`${server.publicUrl}/hooks/label-studio/food11`, { method: 'POST', headers });
    let sent = 0;
    let over = false;
    const status = new Promise<number | undefined>((resolve) => {
      endless.on('response', (response) => resolve(response.statusCode)).on('error', () => resolve(undefined));
    }).finally(() => {
      over = true;
    });
    const chunk = Buffer.alloc(500_000, 'x');
    while (!over && sent < 100_000_000) {
      endless.write(chunk);
      sent += chunk.length;
      await sleep(5);
    }
    endless.destroy();
    expect(await status).toBe(413);
    expect(sent).toBeLessThan(60_000_000);
  });

  it('are answered however long counting takes, as the annotator waits for them', async () => {
    let goOn = (): void => undefined;
    held = new Promise((resolve) => {
      goOn = resolve;
    });
    answered = { evaluation: 10, training: 10 };
    const deletion = '{"action":"ANNOTATIONS_DELETED","annotations":[{"id":1}]}';
    expect(await post(deletion)).toBe(202);
    await soon(() => expect(counts).not.toEqual([]));
    expect(await post(deletion)).toBe(202);
    expect(wakes).toEqual([]);
    goOn();
    await soon(() => expect(wakes).not.toEqual([]));
  });
});
