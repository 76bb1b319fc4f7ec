import { registerPlan } from '../../src/cli/commands/plan';
import { EXIT } from '../../src/cli/exit-codes';
import type { CellTally, CombinedEstimate, Tally } from '../../src/contracts/combined-estimate';
import type { Estimate } from '../../src/contracts/estimate';
import { ledgerKeys } from '../../src/domain/layout';
import type { Plan } from '../../src/domain/planning/plan';
import { ledgerViews } from '../ledger/ledgers';
import { realStore } from '../object-store/real-store';
import { type LoopFile, newLoopFile } from './loop-file';
import { runCommand } from './run-command';

const run = (...args: string[]) => runCommand([registerPlan], ['plan', ...args]);
const planned = async (...args: string[]): Promise<Plan> => {
  const { code, out, err } = await run(...args, '--json');
  if (code !== EXIT.ok) throw new Error(err);
  return JSON.parse(out) as Plan;
};

const blindLoop = (): Promise<LoopFile> =>
  newLoopFile({
    draws: [
      { name: 'evaluation', strategy: 'random', size: 100, purpose: 'evaluation' },
      { name: 'low', strategy: 'low-confidence', below: 0.5, take: 'sample', size: 100, purpose: 'training' },
    ],
    annotation: {
      project: 'Test',
      blind: true,
      until: { evaluation: { answered: '100%', atLeast: 40 }, training: { answered: '80%' }, deadline: '7d' },
    },
  });

const of = (from: number, to: number, objects: number, tally: Tally): CellTally => ({
  modelVersion: 'm1',
  flagged: false,
  corrected: false,
  band: { from, to },
  reachedBy: to <= 0.5 ? ['low'] : [],
  objects,
  evaluation: tally,
  blind: tally,
  all: tally,
});

const combined: CombinedEstimate = {
  value: 0.8,
  lower: 0.74,
  upper: 0.85,
  n: 190,
  effectiveN: 200,
  population: 1000,
  cells: 3,
  borrowed: 0,
  unknown: 0,
  blind: true,
  widthRatio: 0.8,
};

/** A round of 1000 objects: 95 of 100 evaluation items settled, 76 of them right. */
function estimate(loop: string, round: string): Estimate {
  const accuracy = { n: 95, successes: 76, value: 0.8, lower: 0.709, upper: 0.868 };
  const bounds = { drawn: 100, unresolved: 5, lower: 0.76, upper: 0.81 };
  const artifact = { key: 'a', sha256: 'a', rows: 1 };
  const none = { recall: null, precision: null, f1: null };
  return {
    loop,
    round,
    window: { start: '2026-11-01T00:00:00Z', end: '2026-11-02T00:00:00Z' },
    version: 1,
    predecessor: null,
    changes: null,
    estimand: 'Share of the objects',
    confidence: 0.95,
    interval: 'wilson',
    target: null,
    population: 1000,
    accuracy,
    accuracyThisWindow: accuracy,
    bounds,
    byModelVersion: [],
    byClass: [],
    macro: none,
    weighted: none,
    byBand: [],
    byTime: [],
    bySlice: [],
    confusion: {},
    sufficient: true,
    noisyBandError: null,
    combined,
    combinedNotBlind: null,
    cells: [
      of(0, 0.5, 200, { drawn: 120, resolved: 115, right: 52 }),
      of(0.5, 0.9, 400, { drawn: 40, resolved: 40, right: 33 }),
      of(0.9, 1, 400, { drawn: 40, resolved: 40, right: 39 }),
    ],
    calibration: null,
    agreement: null,
    currentModel: null,
    differences: [],
    drift: [],
    alarms: [],
    inputs: { census: artifact, draw: artifact, labels: artifact },
  };
}

async function writeEstimate({ name, ledger: bucket }: LoopFile): Promise<string> {
  const ledgers = await ledgerViews();
  const { ledger, store } = await ledgers.open('', bucket);
  await store.ensureBucket(bucket);
  const round = `${name}-round-2026-11-02T00:00:00Z`;
  const { window } = estimate(name, round);
  const configRef = { bucket, key: 'config/c.json', sha256: '0' };
  await ledger.createJson(ledgerKeys.window(window.start), { ...window, round, claimedAt: window.end, configRef });
  await ledger.createJson(ledgerKeys.estimate(round, 1), estimate(name, round));
  await ledgers.close();
  return round;
}

describe('plan', () => {
  it('rests on the newest estimate of the ledger, its cells included', async () => {
    const loop = await blindLoop();
    const round = await writeEstimate(loop);
    const plan = await planned(loop.file, '--margin', '0.03', '--labels', '300', '--improvement', '5%');
    expect(plan.ground.accuracy).toEqual({ expected: 0.8, cautious: 0.709, from: 'estimate', round });
    expect(plan.ground.population).toEqual({ objects: 1000, from: 'estimate' });
    expect(plan.ground.bands.from).toBe('estimate');
    expect(plan.ground.bands.cells.map(({ share }) => share)).toEqual([0.2, 0.4, 0.4]);
    expect(plan.margin).toMatchObject({ margin: 0.03, labels: 878, labelsAtWorst: 1000, toDraw: 925, reached: true });
    expect(plan.configured.draws.map(({ labels, notCounted }) => [labels, notCounted])).toEqual([
      [100, null],
      [100, null],
    ]);
    expect(plan.configured.combined.widthRatio).toBeLessThan(0.85);
    expect(plan.split).toMatchObject({ labels: 300, blind: true, configured: { below: 0.5 } });
    expect(plan.split?.best.ratioToRandom).toBeLessThan(0.95);
    expect(plan.power).toMatchObject({ accuracy: 0.8, improvement: 0.05 });

    const { out, err } = await run(loop.file);
    expect(err).toBe('');
    expect(out).toContain(`80.0 %, and 70.9 % for the margin: the estimate of ${round}`);
    expect(out).toMatch(/evaluation +100 labels: ± 7\.8 points about the model, ± 7\.4 about the window's objects/);
    expect(out).toContain("5.0 % of the last round's images stayed unsettled");
  });

  it('expects what it is told to, whatever the ledger says', async () => {
    const loop = await blindLoop();
    await writeEstimate(loop);
    const plan = await planned(loop.file, '--accuracy', '95%');
    expect(plan.ground.accuracy).toEqual({ expected: 0.95, cautious: 0.95, from: 'option', round: null });
    const mean = plan.ground.bands.cells.reduce((sum, { share, accuracy }) => sum + share * accuracy, 0);
    expect(mean).toBeCloseTo(0.95, 6);
  });

  it('rests on the window that waits where nobody has answered yet', async () => {
    const loop = await newLoopFile();
    const store = realStore();
    await store.ensureBucket(loop.source);
    for (let i = 0; i < 8; i++) {
      const tags = { predicted_class: 'Bread', confidence: String((i + 0.5) / 8) };
      await store.put({ bucket: loop.source, key: `${i}.png` }, Buffer.from(String(i)), { tags });
    }
    // A window ends at the store's clock, which by its Date header may lag a second behind the times it gives objects.
    await new Promise((resolve) => setTimeout(resolve, 2200));
    const { ground, margin, split } = await planned(loop.file);
    expect(ground.population).toEqual({ objects: 8, from: 'window' });
    expect(ground.accuracy).toMatchObject({ cautious: 0.5, from: 'confidences', round: null });
    expect(ground.bands.from).toBe('confidences');
    expect(margin).toMatchObject({ labels: 8, reached: false });
    expect(split?.blind).toBe(false);
    const { out } = await run(loop.file);
    expect(out).toContain('8 objects wait for the next round');
    expect(out).toContain('training labels are not blind');
    expect(await store.bucketExists(loop.ledger)).toBe(false);
  });

  it('says its assumptions where production has written nothing, and where it asks nobody', async () => {
    const loop = await newLoopFile();
    for (const args of [[loop.file], [loop.file, '--offline']]) {
      const plan = await planned(...args);
      expect(plan.ground).toMatchObject({
        accuracy: { expected: 0.5, cautious: 0.5, from: 'nothing' },
        population: { objects: null, from: 'nothing' },
        bands: { from: 'nothing' },
      });
      expect(plan.margin.labels).toBe(1064);
      expect(plan.split).toBeNull();
      expect((await run(...args)).out).toContain('the worst case, for nobody has answered yet');
    }
  });

  it.each([
    [['--margin', '0'], '0.03 or 3%'],
    [['--margin', '0.5'], '0.03 or 3%'],
    [['--margin', '50%'], '0.03 or 3%'],
    [['--margin=-0.1'], '0.03 or 3%'],
    [['--margin', 'narrow'], '0.03 or 3%'],
    [['--labels', '0'], 'whole number'],
    [['--labels', '2.5'], 'whole number'],
    [['--labels', '2000000'], 'whole number'],
    [['--improvement', '0'], '0.05 or 5%'],
    [['--improvement', '110%'], '0.05 or 5%'],
    [['--accuracy', '80'], '0.8 or 80%'],
    [['--accuracy', '0.97', '--improvement', '0.05'], 'at most 0.03'],
  ])('refuses %p and says what to write', async (args, advice) => {
    const loop = await newLoopFile();
    const { code, out, err } = await run(loop.file, '--offline', ...args);
    expect(code).toBe(EXIT.invalid);
    expect(out).toBe('');
    expect(err).toContain(advice);
  });

  it('refuses a loop file that is not there', async () => {
    expect((await run('nowhere.yaml')).code).toBe(EXIT.invalid);
  });
});
