import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createRequestTraining } from '../../../activities/main/request-training';
import { startTrainer } from '../../kills/trainer';
import { eventually } from '../../setup/eventually';
import { TRAINING_REQUEST } from '../../training-request';

beforeEach(() =>
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setTimeout', 'setImmediate', 'Date'] }),
);
afterEach(() => jest.useRealTimers());

const requestTraining = createRequestTraining({
  trainer: { secret: 'a secret of the tests, long enough', publicUrl: 'http://127.0.0.1:9' },
  now: () => new Date(),
});

/** Asks a trainer, and lets ten minutes pass once it has been asked: the beats of them. Then the round gives it up. */
async function beatsWhile(url: string, asked: Promise<void>): Promise<number> {
  const environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  let beats = 0;
  environment.on('heartbeat', () => {
    beats += 1;
  });
  const asking = environment
    .run(requestTraining, { request: TRAINING_REQUEST, url })
    .catch((error: Error) => error.name);
  await asked;
  const before = beats;
  jest.advanceTimersByTime(600_000);
  const during = beats - before;
  environment.cancel();
  expect(await asking).toBe('CancelledFailure');
  return during;
}

test('who asks a trainer that says nothing shows every ten seconds that he lives', async () => {
  const trainer = await startTrainer();
  const asked = trainer.silentOnce();
  expect(await beatsWhile(trainer.url, asked)).toBe(60);
  expect([...trainer.asked]).toEqual([['j', 1]]);
  await trainer.close();
});

test('and so does who waits for the callback of one that will call back', async () => {
  let answered = false;
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    outgoing.writeHead(202).end(() => {
      answered = true;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/train`;
  const asked = eventually(async () => expect(answered).toBe(true));
  expect(await beatsWhile(url, asked)).toBeGreaterThanOrEqual(60);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
