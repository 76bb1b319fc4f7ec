import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Dependencies } from '../../activities/dependencies';
import { readEnvironment } from '../../src/config/environment';
import type { ObjectLocation } from '../../src/contracts/artifact';
import type { FilingMode } from '../../src/contracts/loop-config';
import { canonicalJson } from '../../src/domain/canonical-json';
import { readWhole } from '../../src/object-store/read-whole';
import { createS3Store } from '../../src/object-store/s3-store';
import { openStoredLoops } from '../../src/wiring/stored-loops';
import { type Bench, openBench, type TestLoop } from '../rounds/test-loop';
import { type BucketState, bucketState, rawClient } from './bucket-state';
import { type FaultRule, type Line, type PassedRequest, startLine } from './line';
import { type OwnStore, startOwnStore } from './own-store';
import { filingLoop, type StagedFiling, sha256, stagedFiling, type Upload } from './staged-filing';

jest.setTimeout(240_000);

/** Cases played side by side, on one line: mostly they wait. */
const AT_ONCE = 8;

let store: OwnStore;
let bench: Bench;
let line: Line;
let client: S3Client;
let cache: string;
/** Faults of a scene outlive it, so its cases bear its number. */
let scenes = 0;
/** What dead workers had begun: it ends with the line. */
const dying: Promise<unknown>[] = [];

beforeAll(async () => {
  store = await startOwnStore();
  bench = await openBench(store.environment);
  line = await startLine(store.endpoint);
  client = rawClient(bench);
  cache = await mkdtemp(join(tmpdir(), 'annoloop-cache-'));
});

afterAll(async () => {
  client.destroy();
  await line.close();
  await Promise.all(dying);
  await bench.close();
  await store.close();
  await rm(cache, { recursive: true, force: true });
});

/** A worker that reaches the store through the line, or directly; `inParts` copies everything in parts. */
async function worker(through: 'line' | 'direct', copies: 'whole' | 'in parts'): Promise<Dependencies> {
  const S3_ENDPOINT = through === 'line' ? line.url : store.endpoint;
  const environment = readEnvironment({ ...bench.environment, S3_ENDPOINT, ANNOLOOP_CACHE_DIR: cache + through }, [
    'store',
    'cache',
  ]);
  const { openLoop, store: whole } = await openStoredLoops(environment);
  const inParts = createS3Store({
    ...environment.store,
    requestTimeoutMs: 5_000,
    maxSockets: 50,
    multipartCopy: { thresholdBytes: 0, partBytes: 5 * 1_048_576 },
  });
  return { ...bench.dependencies, openLoop, store: copies === 'whole' ? whole : inParts };
}

type Matches = NonNullable<FaultRule['matches']>;

/**
 * What happens at request `n` of a case, by the case's name in it. A worker that dies before request n + 1 leaves what one
 * leaves that dies before the reply to request n. Resolves when the worker that it befalls is as good as dead.
 */
const FAULTS: Record<string, (matches: Matches, n: number) => Promise<unknown>> = {
  'the worker dies before the reply to request n': (matches, n) => {
    const { first } = line.inject({ matches, skip: n, times: 1, fault: { kind: 'hold-reply' } });
    line.inject({ matches, skip: n, fault: { kind: 'hold' } });
    return first;
  },
  'the reply to request n is lost': (matches, n) => {
    line.inject({ matches, skip: n, times: 1, fault: { kind: 'drop-reply' } });
    return new Promise(() => undefined);
  },
};

const contentAt = async (at: ObjectLocation): Promise<string | null> => {
  const bytes = await readWhole(bench.store, at);
  return bytes && sha256(bytes);
};

/** Each object at its source or at one of the places where it is or was to be filed, by its bytes. */
async function expectNowhereLost({ items }: StagedFiling, loop: TestLoop): Promise<void> {
  const { bucket } = loop.config.filing;
  for (const item of items) {
    const folder = loop.config.filing.mode === 'in-place' ? '' : 'training/';
    const names = ['', '-v2'].map((version) => `${basename(item.key, '.png')}${version}-${item.itemId}.png`);
    const filed = names.flatMap((name) => [0, 1].map((n) => ({ bucket, key: `${folder}class_0${n}/${name}` })));
    const places = [item, ...filed];
    const contents = await Promise.all(places.map(contentAt));
    expect(contents.filter((content) => content !== null)).toContain(item.contentSha256);
  }
}

interface Scene {
  mode: FilingMode;
  versioned: boolean;
  copies: 'whole' | 'in parts';
  uploads(name: string): Upload[];
  amended?: boolean;
}

/** What each case left in store and ledger, in words that all cases share. */
async function leftBy(loop: TestLoop, cases: ReadonlyMap<string, StagedFiling>): Promise<Map<string, unknown>> {
  const states: BucketState[] = [];
  for (const bucket of new Set([loop.config.source.bucket, loop.config.filing.bucket])) {
    states.push(await bucketState(bench, bucket));
  }
  const left = new Map<string, unknown>();
  for (const [name, { items, rows }] of cases) {
    const isOwn = (key: string): boolean => key.includes(name);
    const store = states.map(({ objects, uploads, versions }) => ({
      objects: Object.fromEntries(Object.entries(objects).filter(([key]) => isOwn(key))),
      uploads: uploads.filter(isOwn),
      versions: versions?.filter(isOwn) ?? null,
    }));
    const text = canonicalJson({ store, first: await rows(1), second: await rows(2) }).replaceAll(name, 'CASE');
    left.set(name, JSON.parse(items.reduce((rest, { itemId }, n) => rest.replaceAll(itemId, `ITEM${n}`), text)));
  }
  return left;
}

/** Files undisturbed, then once for every request and fault, each time finished by another worker; all must end alike. */
async function expectAlike({ mode, versioned, copies, uploads, amended }: Scene): Promise<void> {
  const loop = await filingLoop(bench, client, mode, { versioned });
  const broken = await worker('line', copies);
  const whole = await worker('direct', copies);
  const cases = new Map<string, StagedFiling>();
  const stage = async (name: string): Promise<StagedFiling> => {
    const staged = await stagedFiling(bench, client, loop, name, uploads(name));
    if (amended) await staged.file(whole);
    cases.set(name, staged);
    return staged;
  };
  const version = amended ? 2 : 1;
  scenes += 1;
  const calm = `s${scenes}-undisturbed.`;
  const ofCase =
    (name: string) =>
    ({ url }: PassedRequest): boolean =>
      url.includes(name);

  const undisturbed = await stage(calm);
  await broken.openLoop(loop.ref);
  await undisturbed.file(broken, version);
  const requests = line.passed.filter(ofCase(calm));

  const crash = async (name: string, how: string, n: number): Promise<void> => {
    const staged = await stage(name);
    const dead = FAULTS[how]?.(ofCase(name), n);
    const filed = staged.file(broken, version).catch((thrown: unknown) => thrown);
    dying.push(filed);
    const error = await Promise.race([filed, dead]);
    await expectNowhereLost(staged, loop);
    // What a worker meets must be something that is tried again, never something that parks a round.
    expect([how, n, error]).toEqual([how, n, error && expect.objectContaining({ nonRetryable: false })]);
    await staged.file(whole, version);
  };
  const all = Object.keys(FAULTS).flatMap((how, kind) =>
    requests.flatMap(({ method }, n) => {
      // What only looks is asked again, whatever was lost of it; what a death leaves is the same before every look.
      const isLook = method === 'GET' || method === 'HEAD';
      return isLook && how === 'the reply to request n is lost'
        ? []
        : [() => crash(`s${scenes}-${kind}-${n}.`, how, n)];
    }),
  );
  const left = all.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const next of left) await next();
    }),
  );

  const { [calm]: expected, ...ends } = Object.fromEntries(await leftBy(loop, cases));
  expect(requests.length).toBeGreaterThan(9);
  expect(ends).toEqual(Object.fromEntries(Object.keys(ends).map((name) => [name, expected])));
}

const one =
  (inParts: boolean) =>
  (name: string): Upload[] => [{ key: `day/${name}.png`, content: Buffer.from('bytes'), inParts }];

test.each<[string, Scene]>([
  ['moved', { mode: 'move', versioned: true, copies: 'whole', uploads: one(false) }],
  ['uploaded in parts and moved in parts', { mode: 'move', versioned: false, copies: 'in parts', uploads: one(true) }],
  ['moved on', { mode: 'move', versioned: false, copies: 'whole', uploads: one(false), amended: true }],
  ['copied and moved on', { mode: 'copy', versioned: true, copies: 'whole', uploads: one(true), amended: true }],
  [
    'moved on in place, in parts',
    { mode: 'in-place', versioned: true, copies: 'in parts', uploads: one(false), amended: true },
  ],
])('an object that is %s ends at one place, whichever reply is the last or whatever gets lost', async (_, scene) => {
  await expectAlike(scene);
});
