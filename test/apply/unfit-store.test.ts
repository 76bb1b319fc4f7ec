import { type Applied, applyLoop } from '../../src/apply/apply-loop';
import { ApplyRefused } from '../../src/apply/refusal';
import { withApplyDependencies } from '../../src/cli/with-apply-dependencies';
import { loadLoopFile } from '../../src/config/loop-file/load-loop-file';
import { createStoreCheck } from '../../src/loops/store-check';
import type { ObjectStore } from '../../src/object-store/port';
import { createRedaction } from '../../src/secrecy/redaction';
import { createLogger } from '../../src/wiring/logger';
import { checkStores } from '../../src/worker/check-stores';
import { type LoopFile, newLoopFile } from '../cli/loop-file';
import {
  deletingAnything,
  droppingTagsOfCopies,
  droppingTagsOfPuts,
  type Misbehaviour,
  overwriting,
} from '../object-store/misbehaving-store';
import { realStore } from '../object-store/real-store';
import { type Bench, openBench } from '../rounds/test-loop';

const store = realStore();
let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const asItIs: Misbehaviour = (unchanged) => unchanged;

/** Applies a file on a store that misbehaves. */
async function applyOn(misbehave: Misbehaviour, { file }: LoopFile, dryRun = false): Promise<Applied> {
  const { config } = await loadLoopFile(file);
  return withApplyDependencies({ namespace: bench.temporal.namespace }, (deps) =>
    applyLoop({ ...deps, store: misbehave(deps.store) }, config, { dryRun }),
  );
}

async function refusalOf(applying: Promise<Applied>): Promise<string> {
  const error = await applying.then(
    () => new Error('it was applied'),
    (refused: Error) => refused,
  );
  expect(error).toBeInstanceOf(ApplyRefused);
  return error.message;
}

async function withSource(changes: Record<string, unknown> = {}): Promise<LoopFile> {
  const file = await newLoopFile(changes);
  await store.ensureBucket(file.source);
  return file;
}

const move = { mode: 'move', acceptUnsafeDelete: false };

describe('apply', () => {
  it('refuses to move on a store that ignores If-Match on delete, with what is at risk and what to write', async () => {
    const file = await withSource();
    await file.change({ filing: { bucket: file.dataset, ...move } });
    await store.ensureBucket(file.ledger);
    const said = await refusalOf(applyOn(deletingAnything, file));
    expect(said).toContain(`loop '${file.name}' was not applied, and nothing was changed:`);
    expect(said).toMatch(/probed in s3:\/\/ledger-\w+\/probes\/\): DeleteObject with If-Match of another version: the/);
    expect(said).toMatch(
      /at risk: an image that production replaces .*\n {4}write filing\.mode: copy, or filing\.accept/,
    );
    expect(await store.bucketExists(file.dataset)).toBe(false);

    await file.change({ filing: { bucket: file.dataset, mode: 'move', acceptUnsafeDelete: true } });
    expect((await applyOn(deletingAnything, file)).warnings).toEqual([
      expect.stringMatching(/was deleted; at risk: .*; the loop file accepts that$/),
    ]);
    await file.change({ filing: { bucket: file.dataset, mode: 'copy' } });
    expect((await applyOn(deletingAnything, file)).warnings).toEqual([]);
  });

  it("refuses at a loop's first apply too, where only empty buckets were made, and names all that is wrong", async () => {
    const file = await withSource({ filing: { bucket: 'x', mode: 'copy' } });
    await file.change({ filing: { bucket: file.dataset, mode: 'copy' } });
    const said = await refusalOf(applyOn((real) => overwriting(droppingTagsOfCopies(real)), file));
    expect(said).toContain(
      `nothing was changed but for what is new and empty: bucket ${file.ledger}, bucket ${file.dataset}:`,
    );
    expect(said).toMatch(/PutObject with If-None-Match.*\n.*use a store that honours conditional writes/);
    expect(said).toMatch(/CopyObject with x-amz-tagging-directive.*\n.*use a store that keeps object tags/);
    for await (const page of store.list({ bucket: file.ledger, key: '' })) expect(page).toEqual([]);
  });

  it('writes nothing in a dry run, and so does not probe', async () => {
    const file = await withSource();
    await store.ensureBucket(file.ledger);
    const readOnly: Misbehaviour = (real) => ({
      ...overwriting(real),
      put: () => Promise.reject(new Error('this was a dry run')),
    });
    await expect(applyOn(readOnly, file, true)).resolves.toMatchObject({ warnings: [] });
  });
});

describe("the worker's start", () => {
  /** What it logs. */
  async function startOn(misbehave: Misbehaviour, openLoop = bench.dependencies.openLoop): Promise<string[]> {
    const logger = createLogger({ level: 'silent', name: 'test', redact: createRedaction([]) });
    const said: string[] = [];
    for (const level of ['warn', 'error'] as const) {
      jest.spyOn(logger, level).mockImplementation((_: unknown, text?: string) => {
        said.push(`${level}: ${text}`);
      });
    }
    const check = createStoreCheck(misbehave(bench.store) as ObjectStore);
    await checkStores(bench.temporal.client, { openLoop }, check, logger);
    return said;
  }
  let moving: LoopFile;
  let copying: LoopFile;

  beforeAll(async () => {
    [moving, copying] = [await withSource(), await withSource()];
    await moving.change({ filing: { bucket: moving.dataset, ...move } });
    await copying.change({ filing: { bucket: copying.dataset, mode: 'copy' } });
    for (const file of [moving, copying]) await applyOn(asItIs, file);
  });

  it('says which loops may not delete, and refuses no other', async () => {
    const said = await startOn(deletingAnything);
    expect(said.filter((line) => line.includes(moving.name))).toEqual([
      expect.stringMatching(
        /^error: .*relies on .*was deleted; at risk: .*; write filing\.mode: copy.*Its rounds park/,
      ),
    ]);
    expect(said.filter((line) => line.includes(copying.name))).toEqual([]);
  });

  it('refuses a store that no loop can rely on', async () => {
    await expect(startOn(overwriting)).rejects.toMatchObject({
      name: 'StoreUnsuitable',
      remedy: 'use a store that honours conditional writes',
    });
  });

  it('warns of what a loop can do without', async () => {
    const said = await startOn(droppingTagsOfPuts);
    expect(
      said.filter((line) => line.startsWith('warn:') && line.includes('PutObject with x-amz-tagging')),
    ).toHaveLength(3);
  });

  it('is kept by no loop that cannot be opened, and waits for a store that does not answer once, not for each loop', async () => {
    const broken = await startOn(asItIs, () => Promise.reject(new Error('its configuration is gone')));
    expect(broken).toHaveLength(3);
    expect(broken[0]).toMatch(/^warn: the store of loop '.*' is probed by the loop's first step, since now: its conf/);
    let asked = 0;
    const down = realStore({ endpoint: 'http://127.0.0.1:9' });
    const counted: Misbehaviour = () => ({
      ...down,
      now: (bucket) => {
        asked += 1;
        return down.now(bucket);
      },
    });
    expect(await startOn(counted)).toEqual([expect.stringMatching(/since now: .*the store cannot be reached/)]);
    expect(asked).toBe(1);
  });
});
