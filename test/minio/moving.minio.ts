import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerApply } from '../../src/cli/commands/apply';
import { EXIT } from '../../src/cli/exit-codes';
import { roundStatusQuery } from '../../workflows/messages';
import { newLoopFile } from '../cli/loop-file';
import { runCommand } from '../cli/run-command';
import { startBuiltWorker } from '../rounds/built-worker';
import { loopConfig } from '../rounds/loop-fixture';
import { produce, reaches } from '../rounds/play';
import { pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench } from '../rounds/test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('MinIO deletes whatever version is there: apply refuses to move on it, and takes acceptUnsafeDelete or copy', async () => {
  const file = await newLoopFile();
  await bench.store.ensureBucket(file.source);
  const apply = () => runCommand([registerApply], ['apply', file.file, '--namespace', bench.temporal.namespace]);
  const refused = await apply();
  expect(refused.code).toBe(EXIT.refused);
  expect(refused.err).toMatch(/DeleteObject with If-Match of another version: the version that is there was deleted/);
  expect(refused.err).toMatch(/write filing\.mode: copy, or filing\.acceptUnsafeDelete: true where nothing overwrites/);

  await file.change({ filing: { bucket: file.dataset, mode: 'move', acceptUnsafeDelete: true } });
  const accepted = await apply();
  expect(accepted.code).toBe(0);
  expect(accepted.err).toMatch(/warning: DeleteObject with If-Match .*; the loop file accepts that/);
  await file.change({ filing: { bucket: file.dataset, mode: 'copy' } });
  expect(await apply()).toMatchObject({ code: 0, err: expect.not.stringContaining('warning: DeleteObject') });
});

test("a built worker on MinIO parks a move loop's round, which somebody started past apply, and runs one that accepts", async () => {
  const cache = await mkdtemp(join(tmpdir(), 'annoloop-cache-'));
  const worker = await startBuiltWorker(bench, cache);
  try {
    const rounds = [];
    for (const acceptUnsafeDelete of [false, true]) {
      const loop = await makeLoop(
        bench,
        loopConfig((config) => {
          config.filing.acceptUnsafeDelete = acceptUnsafeDelete;
        }),
      );
      await produce(bench, loop, pictures(6));
      rounds.push(await loop.start());
    }
    const [parked, waiting] = rounds;
    if (!parked || !waiting) throw new Error('no rounds');
    await reaches(parked, 'blocked');
    expect((await parked.query(roundStatusQuery)).blockage).toMatchObject({
      step: 'claimWindow',
      type: 'UnsafeDelete',
    });
    await reaches(waiting, 'waiting');
    for (const round of rounds) await round.terminate('end of test');
  } finally {
    await worker.kill();
    await rm(cache, { recursive: true, force: true });
  }
});
