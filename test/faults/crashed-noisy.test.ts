import type { ObjectLocation } from '../../src/contracts/artifact';
import type { FilingRow } from '../../src/contracts/rows';
import { type CrashCase, type CrashMatrix, type CrashScene, openCrashMatrix } from './crash-matrix';
import { expectNowhereLost } from './filed-cases';
import { stagedFiling, type Upload } from './staged-filing';
import { closed, endOf, type StagedNoisy, stagedNoisy } from './staged-noisy';

jest.setTimeout(240_000);

let matrix: CrashMatrix;

beforeAll(async () => {
  matrix = await openCrashMatrix();
});
afterAll(() => matrix.close());

type How = Pick<CrashScene<StagedNoisy>, 'mode' | 'versioned' | 'copies'>;

const noisy = (how: How): CrashScene<StagedNoisy> => ({
  ...how,
  stage(name, loop) {
    const inParts = how.copies === 'in parts';
    const uploads: Upload[] = [{ key: `day/${name}.png`, content: Buffer.from('bytes'), inParts }];
    return stagedNoisy(matrix.bench, matrix.client, loop, name, uploads);
  },
});

test.each<[string, How]>([
  ['moved', { mode: 'move', versioned: true, copies: 'whole' }],
  ['copied in parts', { mode: 'copy', versioned: false, copies: 'in parts' }],
  ['moved in place', { mode: 'in-place', versioned: false, copies: 'whole' }],
])(
  'what the model was sure of, %s, ends at one place, whichever reply is the last or whatever gets lost',
  async (_, how) => {
    await matrix.expectAlike(noisy(how));
  },
);

test.each<[string, How]>([
  ['in one request', { mode: 'move', versioned: false, copies: 'whole' }],
  ['in parts', { mode: 'move', versioned: false, copies: 'in parts' }],
])(
  'what a user objects to before the next attempt is not filed, copied %s, unless that was written down',
  async (_, how) => {
    const scene = noisy(how);
    await matrix.expectAlike({
      ...scene,
      async stage(...of) {
        const staged = await scene.stage(...of);
        return {
          ...staged,
          async meanwhile() {
            const isCopied = await staged.isCopied();
            if (!(await staged.object())) return 'nobody objects';
            return isCopied ? 'objected to when it was copied' : 'objected to before';
          },
        };
      },
      undisturbed: {
        'nobody objects': (staged, worker) => staged.run(worker),
        'objected to before': async (staged, worker) => {
          await staged.object();
          await staged.run(worker);
        },
        'objected to when it was copied': async (staged, worker) => {
          const part = await staged.copy(worker);
          await staged.object();
          await staged.remove(worker, await staged.record(worker, part));
        },
      },
    });
  },
);

/** A copy that was long under way and comes when nobody reckons with it any more. */
async function copyLate(
  from: ObjectLocation & { etag: string; size: number },
  to: ObjectLocation,
  ours: { item: string; round: string },
): Promise<void> {
  const { store } = matrix.bench;
  const tags = { ...(await store.getTags(from)), ...ours };
  await store.copy({ from, to, ifMatch: from.etag, size: from.size, tags });
}

const STRAYS: Record<string, CrashScene<CrashCase>['stage']> = {
  async 'an image was filed before an amendment moved it on'(name, loop, whole) {
    const { bench, client } = matrix;
    const uploads: Upload[] = [{ key: `day/${name}.png`, content: Buffer.from('bytes') }];
    const staged = await stagedFiling(bench, client, loop, name, uploads);
    await staged.file(whole, 1);
    await staged.file(whole, 2);
    const [[was], [is]] = [await staged.rows(1), await staged.rows(2)] as [[FilingRow], [FilingRow]];
    const from = { bucket: is.toBucket, key: is.toKey, etag: is.toEtag ?? '', size: is.size };
    const stray = { bucket: was.toBucket, key: was.toKey };
    await copyLate(from, stray, { item: is.itemId, round: name });
    return {
      ...staged,
      expectNowhereLost: () => expectNowhereLost(bench, loop, staged),
      run: (worker) => closed(worker, staged.scope),
      async artifacts() {
        expect(await bench.store.head(stray)).toBeNull();
        return { filings: await staged.artifacts(), ...(await endOf(loop, name)) };
      },
    };
  },
  async 'an image would be noisy, had nobody objected'(name, loop, whole) {
    const { bench, client } = matrix;
    const uploads: Upload[] = [{ key: `day/${name}.png`, content: Buffer.from('bytes') }];
    const staged = await stagedNoisy(bench, client, loop, name, uploads);
    await staged.object();
    await staged.run(whole);
    const [item] = staged.items as [StagedNoisy['items'][number]];
    await copyLate({ ...item, size: 5 }, staged.to, { item: item.itemId, round: name });
    return {
      ...staged,
      run: (worker) => closed(worker, staged.scope),
      async artifacts() {
        expect(await bench.store.head(staged.to)).toBeNull();
        return staged.artifacts();
      },
    };
  },
};

test.each(Object.keys(STRAYS))(
  'the end of a round leaves no copy where %s, whichever reply is the last or whatever gets lost',
  async (where) => {
    const stage = STRAYS[where] as CrashScene<CrashCase>['stage'];
    await matrix.expectAlike({ mode: 'move', versioned: true, copies: 'whole', stage });
  },
);
