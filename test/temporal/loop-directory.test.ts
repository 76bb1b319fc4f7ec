import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { LOOP_ATTRIBUTE, PHASE_ATTRIBUTE } from '../../src/contracts/search-attributes';
import { scheduleId } from '../../src/domain/workflow-ids';
import { temporalLoopDirectory } from '../../src/temporal/loop-directory';
import { temporalRoundWaker } from '../../src/temporal/round-waker';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes';
import { stack } from '../setup/stack';

/** Nobody serves it: what is started here stays as it is. */
const taskQueue = `unserved-${randomBytes(4).toString('hex')}`;
const configRef = (sha256: string) => ({ bucket: 'ledger', key: `config/${sha256}.json`, sha256 });

describe('Temporal as a directory of loops and rounds', () => {
  const loop = `loop-${randomBytes(4).toString('hex')}`;
  let connection: Connection;
  let client: Client;
  const started: string[] = [];

  beforeAll(async () => {
    connection = await Connection.connect({ address: stack.temporal.address });
    client = new Client({ connection, namespace: stack.temporal.namespace });
    await ensureSearchAttributes(client);
  });
  afterAll(async () => {
    for (const id of started) {
      await client.workflow
        .getHandle(id)
        .terminate()
        .catch(() => undefined);
    }
    await client.schedule
      .getHandle(scheduleId(loop))
      .delete()
      .catch(() => undefined);
    await connection.close();
  });

  async function startRound(name: string, phase: string, memo?: Record<string, unknown>): Promise<string> {
    const workflowId = `${loop}-round-${name}`;
    await client.workflow.start('annotationRound', {
      workflowId,
      taskQueue,
      args: [{ loop }],
      typedSearchAttributes: [
        { key: LOOP_ATTRIBUTE, value: loop },
        { key: PHASE_ATTRIBUTE, value: phase },
      ],
      ...(memo && { memo }),
    });
    started.push(workflowId);
    return workflowId;
  }
  async function eventually<T>(look: () => Promise<T>, expected: T): Promise<void> {
    for (let n = 0; n < 100 && JSON.stringify(await look()) !== JSON.stringify(expected); n++) await sleep(50);
    expect(await look()).toEqual(expected);
  }

  it('finds a loop by its Schedule, and by the memo of its newest round once that is deleted', async () => {
    const directory = temporalLoopDirectory(client);
    expect(await directory.find(loop)).toBeNull();
    await client.schedule.create({
      scheduleId: scheduleId(loop),
      spec: { intervals: [{ every: '365 days' }] },
      state: { paused: true },
      action: {
        type: 'startWorkflow',
        workflowType: 'annotationRound',
        taskQueue,
        args: [{ loop, configRef: configRef('of-the-schedule') }],
      },
    });
    expect(await directory.find(loop)).toEqual(configRef('of-the-schedule'));

    await client.schedule.getHandle(scheduleId(loop)).delete();
    await startRound('1', 'waiting', { configRef: configRef('of-round-1') });
    await startRound('2', 'waiting');
    await eventually(() => directory.find(loop), configRef('of-round-1'));
  });

  it('finds no loop by a name that would break out of a query', async () => {
    const name = `x' OR ${LOOP_ATTRIBUTE.name} = '${loop}`;
    expect(await temporalLoopDirectory(client).find(name)).toBeNull();
    expect(await temporalRoundWaker(client).waiting(name)).toEqual([]);
  });

  it('names the rounds that wait for people, and wakes those that are open', async () => {
    const waker = temporalRoundWaker(client);
    const open = await startRound('3', 'waiting');
    const closed = await startRound('4', 'waiting');
    await startRound('5', 'filing');
    await client.workflow.getHandle(closed).terminate();
    const waiting = async () => (await waker.waiting(loop)).filter((round) => /-round-[345]$/.test(round));
    await eventually(waiting, [open]);

    expect(await waker.wake(open)).toBe(true);
    const { events } = await client.workflow.getHandle(open).fetchHistory();
    expect(events?.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName)).toContain(
      'answersArrived',
    );
    expect(await waker.wake(closed)).toBe(false);
    expect(await waker.wake(`${loop}-round-never`)).toBe(false);
  });

  it('wakes a round eight times at most, however many servers do so at once', async () => {
    const round = await startRound('6', 'waiting');
    const wakers = [1, 2, 3].map(() => temporalRoundWaker(client));
    const woken: boolean[][] = [];
    for (let n = 0; n < 10; n++) woken.push(await Promise.all(wakers.map((waker) => waker.wake(round))));
    expect(woken.flat().filter(Boolean).length).toBeGreaterThanOrEqual(8);
    expect(woken.at(-1)).toEqual([false, false, false]);
    const { events } = await client.workflow.getHandle(round).fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(8);
  });
});
