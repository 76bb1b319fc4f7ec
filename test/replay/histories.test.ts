import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { stack } from '../setup/stack';

jest.setTimeout(120_000);

/** Histories of real runs, one file each, named `WORKFLOW-what-happened.json`; those of old versions are kept. */
const FOLDER = join(__dirname, '..', 'histories');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

interface Recorded {
  events: {
    workflowExecutionStartedEventAttributes?: { workflowId: string };
    activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  }[];
}

const read = (file: string): Recorded => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

async function replay(history: Recorded): Promise<Error | undefined> {
  const options = { workflowBundle: { codePath: stack.workflowBundle } };
  const workflowId = history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? '';
  const results = Worker.runReplayHistories(options, [{ workflowId, history }]);
  for await (const { error } of results) return error;
  throw new Error('nothing was replayed');
}

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

test('there are histories of both workflows', () => {
  for (const workflow of ['annotationRound', 'retrainingGate', 'fileLabelled']) {
    expect(files.filter((file) => file.startsWith(workflow))).not.toEqual([]);
  }
});

test.each(files)('%s replays with the present code', async (file) => {
  expect(await replay(read(file))).toBeUndefined();
});

test.each(files)('%s fails to replay when one step of it is another one', async (file) => {
  const history = read(file);
  const scheduled = history.events.find((event) => event.activityTaskScheduledEventAttributes);
  if (!scheduled?.activityTaskScheduledEventAttributes) throw new Error(`${file} schedules no activity`);
  scheduled.activityTaskScheduledEventAttributes.activityType.name = 'somethingElse';
  expect(await replay(history)).toBeInstanceOf(DeterminismViolationError);
});
