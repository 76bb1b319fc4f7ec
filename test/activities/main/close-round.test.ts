import type { RoundOutcome } from '../../../src/contracts/activities';
import type { FilingRow } from '../../../src/contracts/rows';
import { ledgerKeys } from '../../../src/domain/layout';
import { FILING } from '../../../src/ledger/tables';
import { loopConfig } from '../../rounds/loop-fixture';
import { type Bench, makeLoop, openBench } from '../../rounds/test-loop';
import { scopeOf } from '../support/staged-round';
import { runStep } from '../support/steps';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const filedAs = (toKey: string): FilingRow => ({
  itemId: 'i',
  folder: 'evaluation',
  classId: 0,
  fromBucket: 'production',
  fromKey: 'a.png',
  fromEtag: 'e',
  toBucket: 'a-bucket-that-is-gone',
  toKey,
  toEtag: 'e',
  size: 1,
  contentSha256: null,
  status: 'filed',
  deleteSource: true,
});

test('a round that is abandoned since its filing bucket is gone is written down as such; any other close waits for the bucket', async () => {
  const loop = await makeLoop(bench, loopConfig());
  const { ledger } = loop;
  const scope = scopeOf(loop);
  // An amendment moved the item on, so that its earlier place is looked at.
  for (const [version, key] of ['Bread/a.png', 'Egg/a.png'].entries()) {
    await ledger.createRows(ledgerKeys.filing(scope.round, version), FILING, [filedAs(key)], {});
  }
  const close = (outcome: RoundOutcome) => runStep(bench.dependencies, 'closeRound', { ...scope, outcome });
  await expect(close({ kind: 'nothing-new' })).rejects.toMatchObject({ type: 'BucketMissing' });
  expect(await ledger.find(ledgerKeys.closed(scope.round))).toBeNull();
  const { closed } = await close({ kind: 'abandoned', by: 'ana', reason: 'the bucket is gone' });
  expect(closed.key).toContain(ledgerKeys.closed(scope.round));
});
