import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { progress, withBeats } from '../../activities/beating';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

/** Runs a step that says nothing itself; its heartbeats while it runs and afterwards. */
async function beatsOf(step: () => Promise<string>, runMs: number) {
  const environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  const beats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => beats.push(details));
  const { slowStep } = withBeats({ slowStep: step });
  const end = environment.run(slowStep).catch((error: Error) => error.message);
  await jest.advanceTimersByTimeAsync(runMs);
  const result = await end;
  const during = beats.length;
  await jest.advanceTimersByTimeAsync(60_000);
  return { result, beats, during };
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test('a step whose single request takes minutes still shows that it is alive, every ten seconds', async () => {
  const { result, beats, during } = await beatsOf(async () => {
    await after(125_000);
    return 'done';
  }, 125_000);
  expect(result).toBe('done');
  expect(during).toBe(13);
  expect(beats).toEqual(Array.from({ length: 13 }, () => ({ running: 'slowStep' })));
});

test('a step that failed beats no more', async () => {
  const { result, beats } = await beatsOf(async () => {
    await after(15_000);
    throw new Error('the store is gone');
  }, 15_000);
  expect(result).toBe('the store is gone');
  expect(beats).toHaveLength(2);
});

test('a step that says how far it is goes on saying so until it is further', async () => {
  const { beats } = await beatsOf(async () => {
    progress({ copied: 0, of: 2 });
    await after(12_000);
    progress({ copied: 1, of: 2 });
    await after(12_000);
    return 'done';
  }, 24_000);
  const [first, second] = [
    { copied: 0, of: 2 },
    { copied: 1, of: 2 },
  ];
  expect(beats).toEqual([{ running: 'slowStep' }, first, first, second, second]);
});
