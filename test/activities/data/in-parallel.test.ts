import { inParallel } from '../../../activities/data/in-parallel';
import { RequestRefused } from '../../../src/object-store/errors';

const refusal = (location: string): RequestRefused =>
  new RequestRefused({ operation: 'copy', location, code: null }, 'the store refuses this', 'correct the key');

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

const failureOf = (batch: Promise<unknown>): Promise<Error> =>
  batch.then(
    () => new Error('nothing failed'),
    (error: Error) => error,
  );

test('results come in the order of the items, whichever was done first', async () => {
  const done: number[] = [];
  const results = await inParallel(numbers(5), 3, async (n) => {
    await new Promise((resolve) => setTimeout(resolve, 20 - 4 * n));
    done.push(n);
    return n * n;
  });
  expect(results).toEqual([0, 1, 4, 9, 16]);
  expect(done).not.toEqual(numbers(5));
});

test('who fails alone is named alone; of many the first is named and the others are counted', async () => {
  const alone = inParallel(numbers(20), 4, async (n) => {
    if (n === 2) throw refusal('s3://b/2');
  });
  expect((await failureOf(alone)).message).toBe('copy s3://b/2: the store refuses this; correct the key');

  const begun: number[] = [];
  const all = inParallel(numbers(20), 4, async (n) => {
    begun.push(n);
    await Promise.resolve();
    throw refusal(`s3://b/${n}`);
  });
  const failure = await failureOf(all);
  expect(failure).toBeInstanceOf(RequestRefused);
  expect(failure.message).toBe(
    'copy s3://b/0: the store refuses this; correct the key (and 3 more of this batch failed)',
  );
  // After a failure nothing is begun: what would fail, too, is not counted.
  expect(begun).toEqual(numbers(4));
});

test('what is no failure of the store is passed on as it is', async () => {
  const shared = new Error('the activity was cancelled');
  const cancelled = inParallel(numbers(4), 4, () => Promise.reject(shared));
  expect(await failureOf(cancelled)).toBe(shared);
  expect(shared.message).toBe('the activity was cancelled');
});
