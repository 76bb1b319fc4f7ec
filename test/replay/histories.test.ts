import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { version } from '../../package.json';
import { stack } from '../setup/stack';
import { FOLDER, files, type Recorded, read, replayAll } from './committed';

jest.setTimeout(180_000);

const workflowBundle = { codePath: stack.workflowBundle };

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

test('the present version and every released one has its histories', () => {
  const changelog = readFileSync(join(__dirname, '..', '..', 'CHANGELOG.md'), 'utf8');
  const released = [...changelog.matchAll(/^## \[?(\d+\.\d+\.\d+)/gm)].map(([, name]) => name);
  expect(readdirSync(FOLDER).sort()).toEqual([...new Set([...released, version])].sort());
});

test('every history of every version replays with the present code', async () => {
  const all = Object.fromEntries(files.map((file) => [file, read(file)]));
  expect(await replayAll(workflowBundle, all)).toEqual({});
});

test('every history fails to replay when one step of it is another one', async () => {
  const tampered: Record<string, Recorded> = {};
  for (const file of files) {
    const history = read(file);
    const scheduled = history.events.find((event) => event.activityTaskScheduledEventAttributes);
    if (!scheduled?.activityTaskScheduledEventAttributes) throw new Error(`${file} schedules no activity`);
    scheduled.activityTaskScheduledEventAttributes.activityType.name = 'somethingElse';
    tampered[file] = history;
  }
  const failed = await replayAll(workflowBundle, tampered);
  expect(Object.keys(failed).sort()).toEqual(files);
  for (const error of Object.values(failed)) expect(error).toBeInstanceOf(DeterminismViolationError);
});
