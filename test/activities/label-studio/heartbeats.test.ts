import type { LabelStudioActivities } from '../../../src/contracts/activities';
import { LabelStudioUnavailable } from '../../../src/label-studio/errors';
import type { LabelStudio } from '../../../src/label-studio/port';
import { TASKS } from '../../../src/ledger/tables';
import { type DrawnRound, drawnRound, quietEnvironment } from './support/drawn-round';

/** Only what heartbeats by is a fake. */
const TIMEOUTS = ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] as const;

beforeEach(() =>
  jest.useFakeTimers({ doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', ...TIMEOUTS] }),
);
afterEach(() => jest.useRealTimers());

/** Answers nothing for half a minute, as while its SQLite is locked, and then not well. */
const stalled = new Proxy({} as LabelStudio, {
  get: () => async () => {
    jest.advanceTimersByTime(30_000);
    throw new LabelStudioUnavailable({ request: 'GET /api/tasks', code: 503 }, 'locked', 'wait', null);
  },
});

const projects = { evaluation: 1, training: 2 };
type Name = keyof LabelStudioActivities;

async function beatsOf(name: Name, inputOf: (round: DrawnRound) => Promise<object>): Promise<number> {
  const round = await drawnRound({ deps: { labelStudio: stalled } });
  const environment = quietEnvironment();
  let beats = 0;
  environment.on('heartbeat', () => void beats++);
  const input = { ...round.scope, draw: round.draw, projects, ...(await inputOf(round)) };
  await expect(round.run(name, input as never, environment)).rejects.toThrow('locked');
  return beats;
}

const none = async () => ({});
const tasks = async ({ ledger }: DrawnRound) => ({
  tasks: (
    await ledger.createRows('tasks.parquet', TASKS, [{ itemId: 'a', purpose: 'training', projectId: 2, taskId: 7 }])
  ).ref,
});

test.each<[Name, (round: DrawnRound) => Promise<object>]>([
  ['ensureProjects', none],
  ['importTasks', async () => ({ purpose: 'evaluation', offset: 0, limit: 10 })],
  ['recordTasks', none],
  ['collectAnswers', async () => ({ version: 1 })],
  ['settleOpenTasks', tasks],
  ['trainMlBackend', async () => ({ backendId: 1 })],
])('%s shows that it is alive while one request takes longer than a heartbeat may', async (name, inputOf) => {
  expect(await beatsOf(name, inputOf)).toBeGreaterThanOrEqual(4);
});

test('a wait, which looks once and ends, has no heartbeat', async () => {
  const soon = new Date(Date.now() + 60_000).toISOString();
  const until = { evaluation: { answered: 1, atLeast: 1 }, training: { answered: 1 } };
  const input = { until, deadline: soon, openedAt: soon, pollMs: 1000 };
  expect(await beatsOf('awaitAnswers', async () => input)).toBe(0);
});
