import type { S3Client } from '@aws-sdk/client-s3';
import { destination } from '../../activities/data/filing/destination';
import type { Dependencies } from '../../activities/dependencies';
import type { ObjectLocation } from '../../src/contracts/artifact';
import type { DrawRow } from '../../src/contracts/rows';
import { readWhole } from '../../src/object-store/read-whole';
import { claimedRound, truthOf } from '../activities/support/staged-round';
import { realSettings } from '../object-store/real-store';
import { server } from '../object-store/server-differences';
import { draw, loopConfig } from '../rounds/loop-fixture';
import { produce } from '../rounds/play';
import { bytesOf, pictures, tagsOf } from '../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../rounds/test-loop';
import { rawClient } from './bucket-state';
import { type Copies, type DisturbedWorkers, disturbedWorkers } from './disturbed-workers';
import { kindOf } from './kind-of-request';
import { type Line, type PassedRequest, startLine } from './line';
import { MEDDLING, type Meddling, NEWER, NEWER_TAGS, OTHERS, THEIR_TAGS } from './meddling';
import { filingLoop, type StagedFiling, sha256, stagedFiling, TAGS } from './staged-filing';

jest.setTimeout(240_000);

/** Cases played side by side. */
const AT_ONCE = 8;

let bench: Bench;
let line: Line;
let client: S3Client;
let loop: TestLoop;
let disturbed: DisturbedWorkers;
let workers: Record<Copies, Dependencies>;

beforeAll(async () => {
  bench = await openBench();
  line = await startLine(realSettings().endpoint ?? '');
  client = rawClient(bench);
  loop = await filingLoop(bench, client, 'move');
  disturbed = await disturbedWorkers(bench);
  workers = {
    whole: await disturbed.worker(line.url, 'whole'),
    'in parts': await disturbed.worker(line.url, 'in parts'),
  };
  // The loop is looked up through the line once: what a filing asks for is the filing's own.
  for (const { openLoop } of Object.values(workers)) await openLoop(loop.ref);
});
afterAll(async () => {
  client.destroy();
  await line.close();
  await bench.close();
  await disturbed.close();
});

const content = Buffer.from('as it was drawn');

interface Scene {
  staged: StagedFiling;
  item: DrawRow;
  to: ObjectLocation;
}
interface End {
  source: string | null;
  copy: string | null;
  sourceTags: Record<string, string> | null;
  copyTags: Record<string, string> | null;
  status: string | undefined;
}
/** Before which request it was done, and which requests there are. */
interface When {
  n: number;
  requests: readonly string[];
  how: Copies;
}

const at = async ({ bucket, key }: ObjectLocation) => {
  const bytes = await readWhole(bench.store, { bucket, key });
  return { content: bytes?.toString() ?? null, tags: bytes && (await bench.store.getTags({ bucket, key })) };
};

const DRAWN = content.toString();

/** What must be true when a filing has ended, whenever this was done. */
const EXPECTED: Record<Meddling, (end: End, when: When) => void> = {
  'the source is overwritten'({ source, sourceTags, copy, copyTags, status }, { n, requests }) {
    // Between our last look and the deletion nothing but If-Match keeps it.
    const isUnseen = server.ignoresIfMatchOnDelete && n === requests.lastIndexOf('DELETE source');
    expect([source, sourceTags]).toEqual(isUnseen ? [null, null] : [NEWER.toString(), NEWER_TAGS]);
    expect([DRAWN, null]).toContain(copy);
    expect(status).toBe(copy === null ? 'superseded' : 'filed');
    // The newer version's tags are not the copy's.
    if (copyTags) expect(copyTags.predicted_class).toBe(TAGS.predicted_class);
  },
  'the source is uploaded again with the same bytes'({ copy, copyTags, status }) {
    expect([copy, status]).toEqual([DRAWN, 'filed']);
    expect(copyTags).toMatchObject({ label: 'class_00' });
  },
  'the source is deleted'({ source, copy, status }) {
    expect(source).toBeNull();
    expect(status).toBe(copy === null ? 'gone' : 'filed');
  },
  'the source is tagged'({ source, copy, copyTags, status }, { n, requests }) {
    expect([source, copy, status]).toEqual([null, DRAWN, 'filed']);
    const lastLook = requests.lastIndexOf('GET tags of source');
    expect([n, copyTags?.flagged]).toEqual([n, n <= lastLook ? 'true' : undefined]);
  },
  'something else appears at the destination'({ source, copy, copyTags }, { n, requests, how }) {
    const look = requests.indexOf('HEAD destination');
    const copied = requests.indexOf('PUT destination');
    // Who comes after our look is overwritten where the store does not look at If-None-Match of a copy in one request.
    if (server.ignoresIfNoneMatchOnCopy && how === 'whole' && n > look && n <= copied) {
      expect(copy).toBe(DRAWN);
      return;
    }
    expect([copy, copyTags]).toEqual([OTHERS.toString(), THEIR_TAGS]);
    // Who overwrites the copy after the last look at it overwrites a filed image, as he may at any time.
    if (n <= requests.lastIndexOf('HEAD destination')) expect(source).toBe(DRAWN);
  },
  'the same bytes appear at the destination, with other tags'({ source, copy, copyTags }, { n, requests, how }) {
    expect(copy).toBe(DRAWN);
    expect([null, DRAWN]).toContain(source);
    const copied = requests.indexOf('PUT destination');
    if (n <= requests.indexOf('HEAD destination') || (how === 'in parts' && n <= copied)) {
      expect(copyTags).toMatchObject({ ...THEIR_TAGS, label: 'class_00', ...TAGS });
    }
  },
};

async function stage(name: string): Promise<Scene> {
  const staged = await stagedFiling(bench, client, loop, name, [{ key: `day/${name}.png`, content }]);
  const [item] = staged.items as [DrawRow];
  return { staged, item, to: destination(loop.config, { ...item, folder: 'training' }, 0) };
}

async function endOf({ staged, item, to }: Scene): Promise<End> {
  const [source, copy, [row]] = [await at(item), await at(to), await staged.rows()];
  return {
    source: source.content,
    sourceTags: source.tags,
    copy: copy.content,
    copyTags: copy.tags,
    status: row?.status,
  };
}

describe.each(['whole', 'in parts'] as const)('a filing that copies %s, at each of its requests', (how) => {
  let requests: string[];
  beforeAll(async () => {
    const name = `${how.replaceAll(' ', '-')}-undisturbed.`;
    const scene = await stage(name);
    await scene.staged.file(workers[how]);
    requests = line.passed.filter(({ url }) => url.includes(name)).map((request) => kindOf(request, scene));
    expect(requests).toEqual(expect.arrayContaining(['HEAD destination', 'PUT destination', 'DELETE source']));
  });

  test.each(Object.keys(MEDDLING) as Meddling[])(
    '%s: nobody’s object is lost, overwritten or mistaken',
    async (what) => {
      const play = async (n: number): Promise<void> => {
        const name = `${how === 'in parts' ? 'p' : 'w'}${Object.keys(MEDDLING).indexOf(what)}-${n}.`;
        const scene = await stage(name);
        const matches = ({ url }: PassedRequest): boolean => url.includes(name);
        const meddled = line.inject({
          matches,
          skip: n,
          times: 1,
          fault: { kind: 'meanwhile', act: () => MEDDLING[what](bench.store, { ...scene, content }) },
        });
        // As Temporal does: a step that failed is run again.
        await scene.staged.file(workers[how]).catch(() => scene.staged.file(workers[how]));
        expect([n, meddled.hits]).toEqual([n, 1]);
        EXPECTED[what](await endOf(scene), { n, requests, how });
      };
      const left = requests.keys();
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (const n of left) await play(n);
        }),
      );
    },
  );
});

test('what is uploaded over an item, whenever, is in the next census once, and in no other', async () => {
  const all = pictures(6);
  const scene = await makeLoop(
    bench,
    loopConfig((config) => {
      config.draws = [draw({ name: 'rest', strategy: 'all' })];
    }),
  );
  await produce(bench, scene, all);
  const first = await claimedRound(bench, scene, 0);
  const { rows: before } = await first.census();
  const drawn = await first.draw();
  const again = async (n: number, model: string): Promise<unknown> => {
    const picture = { ...(all[n] as (typeof all)[number]), model };
    const place = { bucket: scene.config.source.bucket, key: picture.key };
    return bench.store.put(place, bytesOf({ key: `newer ${n}` }), { tags: tagsOf(picture) });
  };
  await again(0, 'after the draw');
  const labels = await first.label(drawn, truthOf(scene, all));
  await again(1, 'after the labels');
  const part = await first.copy(drawn, labels);
  await again(2, 'after the copies');
  const filed = await first.record(labels, part);
  await again(3, 'after the record');
  await first.remove(filed);
  await produce(bench, scene, []);
  await again(4, 'after the deletion');
  await produce(bench, scene, []);

  const second = await claimedRound(bench, scene, 1);
  const { rows: after } = await second.census();
  expect(after.map(({ key, modelVersion, origin }) => [key, modelVersion, origin]).sort()).toEqual([
    [all[0]?.key, 'after the draw', 'window'],
    [all[1]?.key, 'after the labels', 'window'],
    [all[2]?.key, 'after the copies', 'window'],
    [all[3]?.key, 'after the record', 'window'],
    [all[4]?.key, 'after the deletion', 'window'],
  ]);
  expect(before.map(({ key }) => key).sort()).toEqual(all.map(({ key }) => key).sort());
  const dataset = filed.rows
    .filter(({ status }) => status === 'filed')
    .map(({ fromKey, fromEtag }) => [fromKey, fromEtag]);
  // What was overwritten before its copy is not filed, and the copies of the others stand.
  expect(dataset.map(([key]) => key).sort()).toEqual([2, 3, 4, 5].map((n) => all[n]?.key));
  // None of them was given the label of the version before.
  for (const { key, etag } of after) expect(dataset).not.toContainEqual([key, etag]);
  expect(sha256(bytesOf({ key: 'newer 3' }))).toBe(
    sha256((await readWhole(bench.store, { bucket: scene.config.source.bucket, key: all[3]?.key ?? '' })) ?? NEWER),
  );
});
