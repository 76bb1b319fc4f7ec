import { StoreUnavailable } from '../../src/object-store/errors';
import { createCall } from '../../src/object-store/s3-call';

const unavailable = () =>
  new StoreUnavailable({ operation: 'get', location: 's3://b/k', code: null }, 'the store is down', 'wait', null);

test('who is called off in the pause before the second try hears the reason of that', async () => {
  const call = createCall((_, __, error) => error, 1000);
  const worker = new AbortController();
  let asked = 0;
  const answer = call('get', 's3://b/k', worker.signal, async () => {
    asked += 1;
    throw unavailable();
  });
  setTimeout(() => worker.abort(new Error('the worker stops')), 20);
  await expect(answer).rejects.toThrow('the worker stops');
  expect(asked).toBe(1);
  await expect(call('get', 's3://b/k', undefined, () => Promise.reject(unavailable()))).rejects.toThrow('is down');
});
