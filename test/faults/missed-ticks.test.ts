import { setTimeout as sleep } from 'node:timers/promises';
import { createActivities } from '../../activities';
import { registerLoop } from '../../src/cli/commands/loop';
import type { WindowClaim } from '../../src/contracts/window';
import { ledgerKeys } from '../../src/domain/layout';
import { parseInstant } from '../../src/domain/windows';
import { CENSUS } from '../../src/ledger/tables';
import { claimsAfter } from '../../src/loops/round-history';
import { ensureSchedule, findLoop, pauseLoop } from '../../src/temporal/schedules';
import { runCommand } from '../cli/run-command';
import { loopConfig } from '../rounds/loop-fixture';
import { pictures, upload } from '../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { runWorkers } from '../workflows/run-workers';
import { stubActivities } from '../workflows/stub-activities';
import { BEGUN_AGAIN_MS } from './begun-again';
import { outageMs } from './outage-length';
import { type OwnTemporal, startOwnTemporal } from './own-temporal';

const EVERY_MS = 2000;
/** Longer than a tick of this Schedule may be late, which is Temporal's least of ten seconds: ticks are lost for good. */
const DOWN_MS = outageMs(15_000);

jest.setTimeout(240_000 + BEGUN_AGAIN_MS + DOWN_MS);

let own: OwnTemporal | undefined;
let bench: Bench | undefined;

afterAll(async () => {
  await bench?.close();
  await own?.close();
});

/** Windows, censuses and draws are the real ones: what a round did not draw is the next one's. What follows is none of this test's matter. */
function claimsAndCensuses({ dependencies }: Bench): object {
  const { main, data } = createActivities(dependencies);
  const nobody = { answered: 0, total: 0 };
  return {
    ...stubActivities(0, {
      awaitAnswers: async () => ({ reason: 'answered', counts: { evaluation: nobody, training: nobody } }),
    }).activities,
    claimWindow: main.claimWindow,
    closeRound: main.closeRound,
    takeCensus: data.takeCensus,
    drawItems: data.drawItems,
  };
}

test('Temporal killed across ticks: no window is lost or claimed twice, every object is in one census, missed ticks are shown', async () => {
  own = await startOwnTemporal();
  bench = await openBench(own.environment);
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.schedule = { kind: 'interval', everyMs: EVERY_MS, offsetMs: 0 };
      config.maxOpenRounds = 1000;
    }),
  );
  const { client, namespace, address } = bench.temporal;
  const workers = await runWorkers(namespace, claimsAndCensuses(bench), [], address);
  const all = pictures(60);
  const production = produceSlowly(bench, loop, all);
  await ensureSchedule(client, loop.config, loop.ref);
  await eventually(async () => expect((await claimsAfter(loop.ledger, null)).length).toBeGreaterThan(1));

  await own.kill();
  const before = (await claimsAfter(loop.ledger, null)).length;
  await sleep(DOWN_MS);
  await own.restart();

  await production;
  const uploaded = Date.now();
  await eventually(async () => {
    const last = (await claimsAfter(loop.ledger, null)).at(-1);
    expect(parseInstant(last?.end ?? '')).toBeGreaterThan(uploaded);
  });
  await pauseLoop(client, loop.config.name, 'end of test');
  const { missedTicks } = await findLoop(client, loop.config.name);
  const flags = ['--address', address, '--namespace', namespace];
  const shown = await runCommand([registerLoop], ['loop', 'show', loop.config.name, ...flags]);
  const listed = await runCommand([registerLoop], ['loop', 'list', ...flags]);
  await everyRoundHasEnded(bench);
  await workers.stop();

  const claims = await claimsAfter(loop.ledger, null);
  expect(claims.length).toBeGreaterThan(before);
  expect(claims.slice(1).map(({ start }) => start)).toEqual(claims.slice(0, -1).map(({ end }) => end));
  expect(new Set(claims.map(({ round }) => round)).size).toBe(claims.length);
  expect((await censused(loop, claims)).sort()).toEqual(all.map(({ key }) => key).sort());

  expect(missedTicks).toBeGreaterThan(0);
  expect(shown.out).toMatch(new RegExp(`^missed +${missedTicks} ticks? while Temporal was down`, 'm'));
  expect(listed.out).toContain(`${loop.config.name} missed ${missedTicks} tick`);
});

/** As production does, all through the outage. */
async function produceSlowly({ store }: Bench, { config }: TestLoop, all: ReturnType<typeof pictures>): Promise<void> {
  for (const picture of all) {
    await upload(store, config, [picture]);
    await sleep(400);
  }
}

const everyRoundHasEnded = ({ temporal: { client } }: Bench): Promise<void> =>
  eventually(async () => {
    const { count } = await client.workflow.count(`WorkflowType = 'annotationRound' AND ExecutionStatus = 'Running'`);
    expect(count).toBe(0);
  }, BEGUN_AGAIN_MS);

async function censused({ ledger }: TestLoop, claims: readonly WindowClaim[]): Promise<string[]> {
  const keys: string[] = [];
  for (const { round } of claims) {
    for (const { key } of await ledger.list(ledgerKeys.censusPartsFolder(round))) {
      const ref = key.endsWith('.parquet') ? await ledger.find(key) : null;
      for (const row of ref ? await ledger.readRows(ref, CENSUS) : []) keys.push(row.key);
    }
  }
  return keys;
}
