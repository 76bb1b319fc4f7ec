import { setTimeout as pause } from 'node:timers/promises';
import type { DrawResult, Filed, LabelVersion } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { FilingMode } from '../../src/contracts/loop-config';
import type { DrawRow } from '../../src/contracts/rows';
import { claimedRound, type StagedRound, truthOf } from '../activities/support/staged-round';
import { runStep } from '../activities/support/steps';
import { type OwnStore, startOwnStore } from '../faults/own-store';
import { draw, loopConfig } from '../rounds/loop-fixture';
import { contentsOf } from '../rounds/outcome';
import { produce } from '../rounds/play';
import { pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../rounds/test-loop';
import { frozenStore } from './frozen-store';

jest.setTimeout(400_000);

/** As many as an activity takes at once, so that each can be frozen at another of its requests. */
const all = pictures(12);
const VERSIONS = 3;

let store: OwnStore;
let bench: Bench;

beforeAll(async () => {
  store = await startOwnStore();
  bench = await openBench(store.environment);
});
afterAll(async () => {
  await bench.close();
  await store.close();
});

const numberOf = (key: string): number => Number(/IMG[ _](\d+)/.exec(key)?.[1] ?? 0);

type Step = `${'copy' | 'record' | 'remove'} ${number}`;

/** A round that files three times: what people say, something else for every other picture, and the first again. */
interface Filing {
  loop: TestLoop;
  /** Runs a step as its worker would; `instead` is the store that this attempt sees. */
  run(step: Step, instead?: Bench['store']): Promise<unknown>;
  close(): Promise<unknown>;
}

async function filingIn(mode: FilingMode): Promise<Filing> {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.filing.mode = mode;
      if (mode === 'in-place') config.filing.bucket = config.source.bucket;
      config.draws = [draw({ name: 'all', strategy: 'all' })];
    }),
  );
  await produce(bench, loop, all);
  const round = await claimedRound(bench, loop);
  const drawn = await round.draw();
  const truth = truthOf(loop, all);
  const labels: LabelVersion[] = [];
  const parts: ArtifactRef[] = [];
  const filed: (Filed & { toDelete: number })[] = [];
  /** Of four pictures one keeps its class, one is another in the second version alone, one from then on, and one in the third alone. */
  const answers = (version: number) => (item: DrawRow) => {
    const picture = numberOf(item.key);
    const isOther = version === 2 ? picture % 4 > 1 : version === 3 && picture % 2 === 1;
    return isOther ? (truth(item) === 'Bread' ? 'Noodles/Pasta' : 'Bread') : truth(item);
  };

  const labelsOf = async (version: number): Promise<LabelVersion> => {
    const previous = filed[version - 2];
    const before = previous ? { version: version - 1, filing: previous.filing } : null;
    labels[version - 1] ??= await round.label(drawn, answers(version), before);
    return labels[version - 1] as LabelVersion;
  };
  return {
    loop,
    async run(step, instead = bench.store) {
      const [kind, number] = step.split(' ') as [string, string];
      const version = Number(number);
      const own: StagedRound = round.with({ store: instead });
      if (kind === 'copy') {
        const part = await own.copy(drawn as DrawResult, await labelsOf(version), filed[version - 2]?.filing ?? null);
        parts[version - 1] ??= part;
      } else if (kind === 'record') {
        filed[version - 1] = await own.record(await labelsOf(version), parts[version - 1] as ArtifactRef);
      } else await own.remove(filed[version - 1] as Filed);
    },
    close: () =>
      runStep(bench.dependencies, 'closeRound', {
        ...round.scope,
        outcome: { kind: 'nothing-new' },
      }),
  };
}

const STEPS = Array.from({ length: VERSIONS }, (_, index) => index + 1).flatMap((version): Step[] => [
  `copy ${version}`,
  `record ${version}`,
  `remove ${version}`,
]);

/** Every object of the loop: picture, place and label. */
async function placesOf({ config }: TestLoop): Promise<string[]> {
  const found: string[] = [];
  for (const [name, bucket] of Object.entries({ source: config.source.bucket, dataset: config.filing.bucket })) {
    for (const [key, { etag, tags }] of await contentsOf(bench, bucket)) {
      found.push([name, key.replace(/(-v\d+)?-[0-9a-f]{8,}/, ''), etag, tags.label, tags.predicted_class].join(' '));
    }
  }
  return found.sort();
}

const undisturbed = new Map<FilingMode, Promise<string[]>>();
function expected(mode: FilingMode): Promise<string[]> {
  const known = undisturbed.get(mode) ?? play(mode, null).then(({ places }) => places);
  undisturbed.set(mode, known);
  return known;
}

/** One attempt of a step is frozen, each object at another request of its own; the step is done by another worker, and the round goes on. */
interface Zombie {
  of: Step;
  /** It goes on when this step of the others is done. */
  after: Step;
}

async function play(mode: FilingMode, zombie: Zombie | null): Promise<{ places: string[]; held: number }> {
  const filing = await filingIn(mode);
  let late: Promise<unknown> | null = null;
  let thaw = (): void => undefined;
  let held = 0;
  for (const step of STEPS) {
    if (step === zombie?.of) {
      // The attempt that is frozen began first.
      const frozen = frozenStore(bench.store, ({ key }, requests) => requests === numberOf(key));
      thaw = frozen.thaw;
      late = filing.run(step, frozen.store).catch((error: unknown) => error);
      await settled(frozen.held, late);
      held = frozen.held();
    }
    await filing.run(step);
    if (step === zombie?.after) {
      thaw();
      await late;
    }
  }
  await filing.close();
  return { places: await placesOf(filing.loop), held };
}

/** Until something of it has come to a stop and nothing more does, or it is over. */
async function settled(held: () => number, over: Promise<unknown>): Promise<void> {
  let isOver = false;
  void over.then(() => {
    isOver = true;
  });
  for (let before = 0; !isOver && (before === 0 || before !== held()); ) {
    before = held();
    await pause(250);
  }
}

/** What of these is not among those, each as often as it is there: a second copy of a picture is a stray one. */
function without(these: readonly string[], those: readonly string[]): string[] {
  const left = [...those];
  return these.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Which attempt is frozen, and after which steps of the others it may go on. */
const ZOMBIES: Zombie[] = (
  [
    ['copy 1', ['remove 1', 'remove 2', 'remove 3']],
    ['remove 1', ['remove 1', 'record 2', 'remove 3']],
    ['copy 2', ['remove 2', 'record 3', 'remove 3']],
    ['remove 2', ['copy 3', 'record 3', 'remove 3']],
  ] satisfies [Step, Step[]][]
).flatMap(([of, afters]) => afters.map((after): Zombie => ({ of, after })));

describe.each<FilingMode>(['move', 'copy', 'in-place'])('filing by %s', (mode) => {
  test('an attempt that was frozen at any of its requests and goes on late, whenever it is, changes nothing', async () => {
    const wanted = await expected(mode);
    const wrong: string[] = [];
    await Promise.all(
      // What is copied stays: the first filing deletes nothing.
      ZOMBIES.filter(({ of }) => mode !== 'copy' || of !== 'remove 1').map(async (zombie) => {
        const { places: found, held } = await play(mode, zombie);
        expect([zombie, held > 0]).toEqual([zombie, true]);
        const [lost, stray] = [without(wanted, found), without(found, wanted)];
        if (lost.length + stray.length > 0) {
          wrong.push(`${zombie.of}, thawed after ${zombie.after}: lost [${lost}], stray [${stray}]`);
        }
      }),
    );
    expect(wrong).toEqual([]);
  });
});
