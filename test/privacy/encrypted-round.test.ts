import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { generateSecret } from '../../src/config/environment/media-keys';
import { filingId, gateId } from '../../src/domain/workflow-ids';
import { dataConverter } from '../../src/temporal/data-converter';
import { roundStatusQuery } from '../../workflows/messages';
import { loopConfig } from '../rounds/loop-fixture';
import { outcomeOf } from '../rounds/outcome';
import { answerRound, produce, reaches } from '../rounds/play';
import { pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { type BuiltProcess, startBuilt } from './built-process';
import { everythingInTemporal } from './everything-in-temporal';

jest.setTimeout(240_000);

const all = pictures(12);
let bench: Bench;
let cache: string;

beforeAll(async () => {
  bench = await openBench();
  cache = await mkdtemp(join(tmpdir(), 'annoloop-encrypted-'));
});
afterAll(async () => {
  await bench.close();
  await rm(cache, { recursive: true, force: true });
});

async function worker(keys: string): Promise<BuiltProcess> {
  const started = startBuilt(['worker'], {
    ...process.env,
    TEMPORAL_NAMESPACE: bench.temporal.namespace,
    ANNOLOOP_CACHE_DIR: cache,
    ANNOLOOP_PAYLOAD_KEYS: keys,
  });
  await started.hasSaid('worker is ready');
  return started;
}

/** The bench with a client that has the keys, as the command line's has. */
function withKeys(keys: string[]): Bench {
  const { connection, options } = bench.temporal.client;
  const client = new Client({ connection, namespace: options.namespace, dataConverter: dataConverter(keys) });
  return { ...bench, temporal: { ...bench.temporal, client } };
}

/** Each look for answers ends as a failure that says how many there are; whoever has no keys reads that there was one. */
const everyLookFailsInSecret = (client: Client, workflowId: string): Promise<void> =>
  eventually(async () => {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const failure = raw.pendingActivities?.[0]?.lastFailure;
    expect(failure).toMatchObject({ message: 'Encoded failure', encodedAttributes: expect.anything() });
    for (const { place, content } of await everythingInTemporal(client, [])) {
      expect([place, /\d+ of \d+ answered/.test(content)]).toEqual([place, false]);
    }
  });

const wordsOf = ({ config }: TestLoop): string[] => [
  'Noodles/Pasta',
  config.source.bucket,
  config.filing.bucket,
  config.ledger.bucket,
  'day1/IMG',
  'draw.parquet',
  'is claimed',
];

test('with keys, no history holds a class, a bucket, a key or an artifact; without them nobody reads it', async () => {
  const key = generateSecret();
  const own = withKeys([key]);
  const loop = await makeLoop(
    own,
    loopConfig((config) => {
      config.annotation.pollMs = 5000;
    }),
  );
  await produce(bench, loop, all);
  const running = await worker(key);
  try {
    const round = await loop.start();
    await reaches(round, 'waiting');
    await everyLookFailsInSecret(bench.temporal.client, round.workflowId);
    await answerRound(own, loop, round, all);
    await reaches(round, 'amending');
    const filing = bench.temporal.client.workflow.getHandle(filingId(round.workflowId, 1));
    const gate = bench.temporal.client.workflow.getHandle(gateId(loop.config.name));
    await eventually(async () => expect((await gate.describe()).historyLength).toBeGreaterThan(10));
    const said = await everythingInTemporal(bench.temporal.client, []);
    expect(said.map(({ place }) => place)).toEqual(
      expect.arrayContaining([
        `history of ${round.workflowId}`,
        `history of ${filing.workflowId}`,
        `history of ${gate.workflowId}`,
      ]),
    );
    for (const { place, content } of said) {
      for (const word of wordsOf(loop)) expect([place, word, content.includes(word)]).toEqual([place, word, false]);
    }
    expect(said.some(({ content }) => content.includes('binary/encrypted'))).toBe(true);

    const blind = bench.temporal.client.workflow.getHandle(round.workflowId).query(roundStatusQuery);
    await expect(blind).rejects.toThrow();
    const stranger = withKeys([]).temporal.client.workflow.getHandle(round.workflowId).query(roundStatusQuery);
    await expect(stranger).rejects.toThrow(/ANNOLOOP_PAYLOAD_KEYS|encrypted under the key/);
    await round.terminate('end of test');
  } finally {
    await running.stop();
  }
});

test('a round that began without keys goes on when they are switched on', async () => {
  const key = generateSecret();
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.annotation.pollMs = 5000;
    }),
  );
  await produce(bench, loop, all);
  const before = await worker('');
  const round = await loop.start();
  await reaches(round, 'waiting');
  await before.stop();
  const after = await worker(key);
  try {
    const own = withKeys([key]);
    const again = own.temporal.client.workflow.getHandle(round.workflowId) as unknown as typeof round;
    await answerRound(own, loop, again, all);
    await reaches(again, 'amending');
    expect((await outcomeOf(loop, round.workflowId)).labels.every(({ status }) => status === 'labelled')).toBe(true);
    await round.terminate('end of test');
  } finally {
    await after.stop();
  }
});
