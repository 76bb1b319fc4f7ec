import { loopConfig } from '../rounds/loop-fixture';
import { playRound, produce } from '../rounds/play';
import { pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop, withWorkers } from '../rounds/test-loop';
import { seededRandom } from '../seeded-random';
import { type Fault, type Line, startLine } from './line';
import { type OwnStore, startOwnStore } from './own-store';
import { hasProposed } from './proposed';
import { type WholeState, wholeState } from './whole-state';

jest.setTimeout(300_000);

const all = pictures(10);
const stores: OwnStore[] = [];
const benches: Bench[] = [];
let line: Line;

beforeAll(async () => {
  for (const _ of [1, 2]) stores.push(await startOwnStore());
  const [calm, stormy] = stores as [OwnStore, OwnStore];
  line = await startLine(stormy.endpoint);
  benches.push(await openBench(calm.environment));
  benches.push(await openBench({ ...stormy.environment, S3_ENDPOINT: line.url }));
});
afterAll(async () => {
  for (const bench of benches) await bench.close();
  await line.close();
  for (const store of stores) await store.close();
});

const slowDown = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code></Error>';
const WEATHER: readonly Fault[] = [
  { kind: 'drop-request' },
  { kind: 'drop-reply' },
  { kind: 'reset' },
  { kind: 'cut-body' },
  { kind: 'delay', ms: 100 },
  { kind: 'slow-body', ms: 200 },
  { kind: 'answer', status: 503, body: slowDown },
  { kind: 'answer', status: 503, headers: { 'retry-after': '1' }, body: slowDown },
  { kind: 'answer', status: 500 },
  { kind: 'answer', status: 200, headers: { 'content-type': 'application/xml' }, body: slowDown },
];

/** A fault for one request in ten. */
function storm(seed: number): { hits(): number } {
  const random = seededRandom(seed);
  const injected = WEATHER.map((fault, kind) =>
    // The rules are asked one after the other: each has an equal share of what is left.
    line.inject({ matches: () => random() < 0.1 / (WEATHER.length - 0.1 * kind), fault }),
  );
  return { hits: () => injected.reduce((sum, { hits }) => sum + hits, 0) };
}

async function play(bench: Bench, weather?: () => void): Promise<{ loop: TestLoop; state: WholeState }> {
  const loop = await makeLoop(bench, loopConfig(undefined, 'storm'));
  await produce(bench, loop, all);
  weather?.();
  await withWorkers(bench, async () => {
    const round = await playRound(bench, loop, all);
    await hasProposed(bench, loop);
    line.clear();
    await round.terminate('end of test');
  });
  return { loop, state: await wholeState(bench, loop) };
}

test('a round whose worker finds every tenth request to the store disturbed ends as one in calm weather', async () => {
  const [calm, stormy] = benches as [Bench, Bench];
  const expected = await play(calm);
  let hits = (): number => 0;
  const { state } = await play(stormy, () => {
    ({ hits } = storm(1));
  });
  expect(hits()).toBeGreaterThan(10);
  expect(state).toEqual(expected.state);
});
