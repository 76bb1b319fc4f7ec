import type { Dependencies } from '../../activities/dependencies';
import type { ObjectSummary } from '../../src/object-store/port';
import { type ClaimsGround, openClaimsGround } from '../faults/claims-ground';
import type { Line } from '../faults/line';
import { expectOneCensusEach } from '../faults/one-census';
import { loopConfig } from '../rounds/loop-fixture';
import { type Bench, makeLoop, type TestLoop } from '../rounds/test-loop';
import { type ClaimsPlan, claimsPlan } from './claims-plan';
import { promise } from './promises';
import { chaosRandom } from './seed';
import { playSchedule } from './staged-schedule';
import { tally } from './tally';

/** Schedules are played in real time: so many at once, so many times. */
const AT_ONCE = 6;
const TIMES = 7;

let ground: ClaimsGround;
let bench: Bench;
let line: Line;
let worker: Dependencies;

beforeAll(async () => {
  ground = await openClaimsGround();
  ({ bench, line, worker } = ground);
});
afterAll(() => ground.close());

async function objectsOf({ config }: TestLoop): Promise<ObjectSummary[]> {
  const objects: ObjectSummary[] = [];
  for await (const page of bench.store.list({ bucket: config.source.bucket, key: '' })) objects.push(...page);
  return objects;
}

async function isUnusable({ config }: TestLoop, { key }: ObjectSummary): Promise<boolean> {
  return (await bench.store.getTags({ bucket: config.source.bucket, key })).predicted_class === undefined;
}

async function play(plan: ClaimsPlan, random: () => number): Promise<void> {
  const loop = await makeLoop(bench, loopConfig());
  await worker.openLoop(loop.ref);
  const isOwn = (url: string): boolean =>
    url.includes(loop.config.ledger.bucket) || url.includes(loop.config.source.bucket);
  const some =
    (share: number) =>
    ({ url }: { url: string }): boolean =>
      isOwn(url) && random() < share;
  const lost = [
    line.inject({ matches: some(plan.lost.requests), fault: { kind: 'drop-request' } }),
    line.inject({ matches: some(plan.lost.replies), fault: { kind: 'drop-reply' } }),
  ];
  const { rounds, terminated } = await playSchedule(bench, worker, loop, plan);
  const objects = await objectsOf(loop);
  const usable: ObjectSummary[] = [];
  for (const object of objects) if (!(await isUnusable(loop, object))) usable.push(object);
  const { censuses } = await expectOneCensusEach(loop.ledger, usable);
  // And nothing else but versions that were overwritten since.
  for (const object of objects.filter((one) => !usable.includes(one))) {
    expect(censuses.has(`${object.key} ${object.etag}`)).toBe(false);
  }
  tally(3, 'rounds', rounds);
  tally(3, 'terminations', terminated);
  tally(3, 'objects', plan.uploads.length);
  tally(
    3,
    'requests and replies lost',
    lost.reduce((sum, { hits }) => sum + hits, 0),
  );
  for (const fault of lost) fault.remove();
}

describe(promise(3), () => {
  test.each(Array.from({ length: TIMES }, (_, n) => n + 1))(
    'rounds that begin, race, are terminated, started again and given up, among uploads and losses, share time and take each object once (%i)',
    async (n) => {
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, index) => {
          const random = chaosRandom(`claims ${n} ${index}`);
          await play(claimsPlan(random), random);
        }),
      );
    },
  );
});
