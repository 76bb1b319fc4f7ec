import type { S3Client } from '@aws-sdk/client-s3';
import type { Dependencies } from '../../activities/dependencies';
import type { FilingMode } from '../../src/contracts/loop-config';
import type { Bench, TestLoop } from '../rounds/test-loop';
import type { Copies } from './disturbed-workers';
import { filingBuckets, leftBy, type NamedCase } from './filed-cases';
import { openFilingGround } from './filing-ground';
import { type FaultRule, type InjectedFault, type Line, type PassedRequest, startLine } from './line';
import { filingLoop } from './staged-filing';

/** Cases played side by side, on one line: mostly they wait. */
const AT_ONCE = 8;

/** What workers do in steps, once for each way in which they can be cut off. */
export interface CrashCase extends NamedCase {
  /** All steps in their order; run by another worker, it goes on after a crash. */
  run(worker: Dependencies): Promise<unknown>;
  /** Fails where an image is at none of its places, which may be at no moment. */
  expectNowhereLost(): Promise<void>;
  /** What somebody does between the crash and the next attempt; says which undisturbed case this one must then end like. */
  meanwhile?(): Promise<string>;
}

export interface CrashScene<Case extends CrashCase> {
  mode: FilingMode;
  versioned: boolean;
  copies: Copies;
  /** @param name stands in every key of the case; @param whole a worker that nothing befalls */
  stage(name: string, loop: TestLoop, whole: Dependencies): Promise<Case>;
  /** How it goes without a crash, by name; each request of the first is the last in a case. Unless said, it is just run. */
  undisturbed?: Record<string, (of: Case, worker: Dependencies) => Promise<unknown>>;
}

/** A store, a line to it that fails at any single request, and workers on both. */
export interface CrashMatrix {
  bench: Bench;
  client: S3Client;
  /** Plays a scene undisturbed, then once for every request and fault, each finished by another worker; all must end alike. */
  expectAlike<Case extends CrashCase>(scene: CrashScene<Case>): Promise<void>;
  close(): Promise<void>;
}

type Matches = NonNullable<FaultRule['matches']>;

interface Crash {
  fault: InjectedFault;
  /** Resolves when the worker that it befalls is as good as dead. */
  dead: Promise<unknown>;
}

/**
 * What happens at request `n` of a case. A worker that dies before request n + 1 leaves what one leaves that dies before the
 * reply to request n.
 */
const CRASHES: Record<string, (line: Line, matches: Matches, n: number) => Crash> = {
  'the worker dies before the reply to request n': (line, matches, n) => {
    const fault = line.inject({ matches, skip: n, times: 1, fault: { kind: 'hold-reply' } });
    line.inject({ matches, skip: n, fault: { kind: 'hold' } });
    return { fault, dead: fault.first };
  },
  'the reply to request n is lost': (line, matches, n) => ({
    fault: line.inject({ matches, skip: n, times: 1, fault: { kind: 'drop-reply' } }),
    dead: new Promise(() => undefined),
  }),
};

const ofCase =
  (name: string): Matches =>
  ({ url }) =>
    url.includes(name);

/** What only looks is asked again, whatever was lost of it; what a death leaves is the same before every look. */
const isLook = ({ method }: PassedRequest): boolean => method === 'GET' || method === 'HEAD';

export async function openCrashMatrix(): Promise<CrashMatrix> {
  const ground = await openFilingGround();
  const { bench, client } = ground;
  const line = await startLine(ground.store.endpoint);
  /** What dead workers had begun: it ends with the line. */
  const dying: Promise<unknown>[] = [];
  /** Faults of a scene outlive it, so its cases bear its number. */
  let scenes = 0;

  async function expectAlike<Case extends CrashCase>(scene: CrashScene<Case>): Promise<void> {
    const loop = await filingLoop(bench, client, scene.mode, { versioned: scene.versioned });
    const broken = await ground.worker(line.url, scene.copies);
    const whole = await ground.worker(ground.store.endpoint, scene.copies);
    await broken.openLoop(loop.ref);
    const cases = new Map<string, CrashCase>();
    /** Which undisturbed case each one must end like. */
    const models = new Map<string, string>();
    const stage = async (name: string): Promise<Case> => {
      const staged = await scene.stage(name, loop, whole);
      cases.set(name, staged);
      return staged;
    };
    scenes += 1;
    const calmName = (how: number): string => `s${scenes}-calm${how}.`;

    const ways = Object.entries(scene.undisturbed ?? { undisturbed: (of: Case, by: Dependencies) => of.run(by) });
    for (const [how, [, play]] of ways.entries()) await play(await stage(calmName(how)), broken);
    const requests = line.passed.filter(ofCase(calmName(0)));
    expect(requests.filter((request) => !isLook(request)).length).toBeGreaterThan(1);

    const crash = async (name: string, how: string, cut: (typeof CRASHES)[string], n: number): Promise<void> => {
      const staged = await stage(name);
      const { fault, dead } = cut(line, ofCase(name), n);
      const run = staged.run(broken).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      dying.push(run);
      const error = await Promise.race([run, dead]);
      expect([how, n, fault.hits]).toEqual([how, n, 1]);
      await staged.expectNowhereLost();
      // What a worker meets must be something that is tried again, never something that parks a round.
      expect([how, n, error]).toEqual([how, n, error && expect.objectContaining({ nonRetryable: false })]);
      const like = await staged.meanwhile?.();
      models.set(name, calmName(like === undefined ? 0 : ways.findIndex(([way]) => way === like)));
      await staged.run(whole);
    };
    const all = Object.entries(CRASHES).flatMap(([how, cut], kind) =>
      requests.flatMap((request, n) =>
        isLook(request) && how === 'the reply to request n is lost'
          ? []
          : [() => crash(`s${scenes}-${kind}-${n}.`, how, cut, n)],
      ),
    );
    const left = all.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const next of left) await next();
      }),
    );

    const ends = await leftBy(await filingBuckets(bench, loop), cases);
    for (const [name, model] of models) expect([name, ends.get(name)]).toEqual([name, ends.get(model)]);
    // Each way to end was somebody's.
    expect([...new Set(models.values())].sort()).toEqual(ways.map((_, how) => calmName(how)).sort());
  }

  return {
    bench,
    client,
    expectAlike,
    async close() {
      await line.close();
      await Promise.all(dying);
      await ground.close();
    },
  };
}
