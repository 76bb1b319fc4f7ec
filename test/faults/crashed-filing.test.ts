import { type CrashCase, type CrashMatrix, type CrashScene, openCrashMatrix } from './crash-matrix';
import { expectNowhereLost } from './filed-cases';
import { stagedFiling, type Upload } from './staged-filing';

jest.setTimeout(240_000);

let matrix: CrashMatrix;

beforeAll(async () => {
  matrix = await openCrashMatrix();
});
afterAll(() => matrix.close());

interface Filed extends Pick<CrashScene<CrashCase>, 'mode' | 'versioned' | 'copies'> {
  inParts: boolean;
  /** What is cut off is the second filing, which moves everything on. */
  amended?: boolean;
}

const filing = ({ inParts, amended, ...how }: Filed): CrashScene<CrashCase> => ({
  ...how,
  async stage(name, loop, whole) {
    const uploads: Upload[] = [{ key: `day/${name}.png`, content: Buffer.from('bytes'), inParts }];
    const staged = await stagedFiling(matrix.bench, matrix.client, loop, name, uploads);
    if (amended) await staged.file(whole);
    return {
      ...staged,
      expectNowhereLost: () => expectNowhereLost(matrix.bench, loop, staged),
      run: (worker) => staged.file(worker, amended ? 2 : 1),
    };
  },
});

test.each<[string, Filed]>([
  ['moved', { mode: 'move', versioned: true, copies: 'whole', inParts: false }],
  ['uploaded in parts and moved in parts', { mode: 'move', versioned: false, copies: 'in parts', inParts: true }],
  ['moved on', { mode: 'move', versioned: false, copies: 'whole', inParts: false, amended: true }],
  ['copied and moved on', { mode: 'copy', versioned: true, copies: 'whole', inParts: true, amended: true }],
  [
    'moved on in place, in parts',
    { mode: 'in-place', versioned: true, copies: 'in parts', inParts: false, amended: true },
  ],
])('an object that is %s ends at one place, whichever reply is the last or whatever gets lost', async (_, how) => {
  await matrix.expectAlike(filing(how));
});
