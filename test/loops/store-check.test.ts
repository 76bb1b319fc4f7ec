import type { LoopConfig } from '../../src/contracts/loop-config';
import { createStoreCheck, StoreUnsuitable, UnsafeDelete } from '../../src/loops/store-check';
import { StoreUnavailable } from '../../src/object-store/errors';
import type { ObjectStore } from '../../src/object-store/port';
import { deletingAnything, droppingTagsOfPuts, overwriting } from '../object-store/misbehaving-store';
import { newBucket, realStore } from '../object-store/real-store';
import { loopConfig } from '../rounds/loop-fixture';

const real = realStore();
let bucket: string;

beforeAll(async () => {
  bucket = await newBucket(real, 'store-check');
});

const loop = (filing: Partial<LoopConfig['filing']>, ledger = bucket): LoopConfig =>
  loopConfig((config) => {
    config.name = 'food';
    config.ledger = { bucket: ledger, prefix: 'ledger/' };
    config.filing = { ...config.filing, acceptUnsafeDelete: false, ...filing };
  });

/** Counts the probes: each tells the time once. */
function counted(store: ObjectStore): { store: ObjectStore; probes: () => number } {
  let probes = 0;
  const now: ObjectStore['now'] = (of) => {
    probes += 1;
    return store.now(of);
  };
  return { store: { ...store, now }, probes: () => probes };
}

test.each(['move', 'in-place'] as const)(
  'mode %s needs a store that honours If-Match on delete, or acceptUnsafeDelete',
  async (mode) => {
    const check = createStoreCheck(deletingAnything(real));
    const { refusals } = await check(loop({ mode }));
    expect(refusals).toEqual([expect.any(UnsafeDelete)]);
    expect(refusals[0]).toMatchObject({
      name: 'UnsafeDelete',
      message:
        `the store does not do what loop 'food' relies on (probed in s3://${bucket}/ledger/probes/): ` +
        'DeleteObject with If-Match of another version: the version that is there was deleted; at risk: ' +
        'an image that production replaces in the moment between the last look and the delete would be lost',
      remedy: expect.stringMatching(/^write filing\.mode: copy, or filing\.acceptUnsafeDelete: true where nothing/),
    });
    const accepted = await check(loop({ mode, acceptUnsafeDelete: true }));
    expect(accepted.refusals).toEqual([]);
    expect(accepted.warnings).toEqual([expect.stringMatching(/was deleted; .*; the loop file accepts that$/)]);
  },
);

test('mode copy deletes nothing of production, so any delete will do', async () => {
  const check = createStoreCheck(deletingAnything(real));
  expect(await check(loop({ mode: 'copy' }))).toEqual({ refusals: [], warnings: [] });
});

test('what every loop needs is refused whatever the loop accepts, and named first', async () => {
  const check = createStoreCheck(overwriting(deletingAnything(real)));
  for (const filing of [{ mode: 'copy' }, { acceptUnsafeDelete: true }] as const) {
    expect((await check(loop(filing))).refusals).toEqual([expect.any(StoreUnsuitable)]);
  }
  const { refusals } = await check(loop({}));
  expect(refusals.map(({ name }) => name)).toEqual(['StoreUnsuitable', 'UnsafeDelete']);
  expect(refusals[0]?.message).toContain('at risk: two rounds could claim one window');
});

test('what a loop can do without is a warning', async () => {
  const { refusals, warnings } = await createStoreCheck(droppingTagsOfPuts(real))(loop({ mode: 'copy' }));
  expect(refusals).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^PutObject with x-amz-tagging: .*; have production tag with/)]);
});

test('a store is probed once for all loops of a ledger bucket, at the same time too', async () => {
  const { store, probes } = counted(real);
  const check = createStoreCheck(store);
  const copy = loop({ mode: 'copy' });
  await Promise.all([check(copy), check(copy), check({ ...copy, name: 'other' })]);
  await check(copy);
  expect(probes()).toBe(1);
  await check(loop({ mode: 'copy' }, await newBucket(real, 'store-check')));
  expect(probes()).toBe(2);
});

test('what was refused or could not be asked is asked again, since somebody may have mended it', async () => {
  let store = overwriting(real);
  const at = { operation: 'now', location: 's3://b', code: 'ECONNREFUSED' };
  const check = createStoreCheck(new Proxy({} as ObjectStore, { get: (_, name: keyof ObjectStore) => store[name] }));
  const copy = loop({ mode: 'copy' });
  expect((await check(copy)).refusals).toHaveLength(1);
  store = { ...real, now: () => Promise.reject(new StoreUnavailable(at, 'gone', 'wait', null)) };
  await expect(check(copy)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  store = real;
  expect((await check(copy)).refusals).toEqual([]);
});
