import { ApplicationFailure } from '@temporalio/activity';
import { registerApprove } from '../../src/cli/commands/approve';
import { registerReject } from '../../src/cli/commands/reject';
import { registerRound } from '../../src/cli/commands/round';
import { EXIT } from '../../src/cli/exit-codes';
import type { RoundProposal } from '../../src/contracts/retraining';
import { MAIN_QUEUE } from '../../src/contracts/task-queues';
import { gateId } from '../../src/domain/workflow-ids';
import { proposeToGate } from '../../src/temporal/rounds';
import { ensureSchedule } from '../../src/temporal/schedules';
import { loopConfig } from '../rounds/loop-fixture';
import { eventually, freshNamespace, type TestNamespace } from '../setup/namespace';
import { type RunningWorkers, runWorkers } from '../workflows/run-workers';
import { artifact, pending, stubActivities } from '../workflows/stub-activities';
import { type Ran, runCommand } from './run-command';

const DIGEST = 'c0ffee'.padEnd(64, '0');
const configRef = { bucket: 'ledger', key: 'config/a.json', sha256: 'a' };
let temporal: TestNamespace;
let workers: RunningWorkers;
/** How the stand-in for the store behaves. */
const store = { drawFails: false, answered: false };

beforeAll(async () => {
  temporal = await freshNamespace();
  const { activities } = stubActivities(10, {
    writeDataset: async ({ proposal, because }) => ({
      digest: DIGEST,
      manifest: artifact('manifest.jsonl', 8),
      estimate: proposal.estimate,
      classes: artifact('classes/v0001.json'),
      round: proposal.round,
      headline: proposal.headline,
      items: 48,
      newLabels: 8,
      because,
    }),
    drawItems: async () => {
      if (store.drawFails) throw ApplicationFailure.nonRetryable('no bucket production', 'BucketMissing');
      return {
        draw: artifact('draw.parquet', 10),
        draws: [{ name: 'evaluation', purpose: 'evaluation', matched: 70, taken: 2 }],
        evaluation: 2,
        training: 8,
      };
    },
    awaitAnswers: async ({ deadline, openedAt }) => {
      const counts = { evaluation: { answered: 2, total: 2 }, training: { answered: 5, total: 8 } };
      if (store.answered || deadline === openedAt) return { reason: 'answered', counts };
      throw pending('7 of 10 answered');
    },
    awaitChanges: async () => {
      throw ApplicationFailure.create({ type: 'AnnotationsUnchanged', message: 'none', nextRetryDelay: '1s' });
    },
  });
  workers = await runWorkers(temporal.namespace, activities);
}, 120_000);
afterAll(async () => {
  await workers.stop();
  await temporal.close();
});

const run = (...args: string[]): Promise<Ran> =>
  runCommand([registerApprove, registerReject, registerRound], [...args, '--namespace', temporal.namespace]);

let loops = 0;
const newLoop = (): string => `gate-loop-${loops++}`;

/** A loop whose gate has a proposal before an operator. */
async function proposed(): Promise<string> {
  const loop = newLoop();
  const proposal: RoundProposal = {
    loop,
    configRef,
    round: `${loop}-round-2026-11-21T00:00:00Z`,
    window: { start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z' },
    version: 1,
    labels: artifact('labels'),
    filing: artifact('filing'),
    estimate: artifact('estimate'),
    headline: { value: 0.73, lower: 0.64, upper: 0.81, n: 100, sufficient: true },
    trainingLabels: 8,
  };
  await proposeToGate(temporal.client, proposal);
  await eventually(async () => {
    const { phase } = await temporal.client.workflow.getHandle(gateId(loop)).query<{ phase: string }>('gateStatus');
    expect(phase).toBe('deciding');
  });
  return loop;
}

describe('approve and reject', () => {
  it('approve what waits by a prefix of its digest, after showing what it is', async () => {
    const loop = await proposed();
    const { code, out } = await run('approve', loop, '--digest', 'C0FFEE00', '--by', 'ada', '--comment', 'fine');
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('48 images, 8 of them new');
    expect(out).toContain(`73.0 % (64.0 to 81.0 %, n = 100) in the window of ${loop}-round-2026-11-21T00:00:00Z`);
    expect(out).toContain(`approved by ada: ${DIGEST}`);
    const again = await eventually(async () => {
      const ran = await run('approve', loop, '--yes');
      expect(ran.err).toContain('approve by ada');
      return ran;
    });
    expect(again.code).toBe(EXIT.notFound);
    expect(again.err).toContain(`nothing of loop '${loop}' waits for a decision`);
  });

  it('reject whatever waits with --yes, as the user of the system', async () => {
    const loop = await proposed();
    const { code, out } = await run('reject', loop, '--yes', '--json');
    expect(code).toBe(EXIT.ok);
    expect(JSON.parse(out)).toEqual({ loop, decision: 'rejected', digest: DIGEST, by: expect.stringMatching(/./) });
  });

  it('decide on nothing that was not named: another digest, a short one, or none without a terminal', async () => {
    const loop = await proposed();
    const another = await run('approve', loop, '--digest', 'deadbeef');
    expect(another.code).toBe(EXIT.refused);
    expect(another.err).toContain('deadbeef is not what waits for a decision');
    expect(another.err).toContain(DIGEST);
    const short = await run('approve', loop, '--digest', 'c0ff');
    expect(short.code).toBe(EXIT.invalid);
    expect(short.err).toContain('at least 8 characters');
    const none = await run('approve', loop);
    expect(none.code).toBe(EXIT.invalid);
    expect(none.err).toContain('Give --digest c0ffee000000, or --yes');
    const nameless = await run('approve', loop, '--yes', '--by', ' ');
    expect(nameless.code).toBe(EXIT.refused);
    expect(nameless.err).toContain('say who decides');
  });

  it('say that nothing was ever proposed', async () => {
    const { code, err } = await run('approve', 'never-was', '--yes');
    expect(code).toBe(EXIT.notFound);
    expect(err).toContain('No round has proposed a retraining yet');
  });
});

describe('round', () => {
  async function scheduled(): Promise<string> {
    const config = loopConfig();
    await ensureSchedule(temporal.client, config, configRef);
    // The Schedule of a test must not start rounds by itself.
    await temporal.client.schedule.getHandle(`annoloop-${config.name}`).pause('test');
    return config.name;
  }

  it('start --follow shows the round through its phases, while the loop is paused', async () => {
    store.answered = true;
    const loop = await scheduled();
    const { code, out } = await run('round', 'start', loop, '--follow');
    expect(code).toBe(EXIT.ok);
    const round = /^round (.*)$/m.exec(out)?.[1];
    expect(round).toMatch(new RegExp(`^${loop}-round-20`));
    expect(out).toContain('amending: 73.0 % (64.0 to 81.0 %, n = 100)');
    expect(out).toContain(`annoloop report ${round}`);
    expect(JSON.parse((await run('round', 'show', round as string, '--json')).out)).toMatchObject({
      open: true,
      status: { round, phase: 'amending', version: 1 },
    });
  });

  it('show says how many have answered, and collect lets it go on', async () => {
    store.answered = false;
    const loop = await scheduled();
    const { round } = JSON.parse((await run('round', 'start', loop, '--json')).out) as { round: string };
    await eventually(async () =>
      expect((await run('round', 'show', round)).out).toContain('waiting: 7 of 10 answered'),
    );
    expect((await run('round', 'collect', round, '--by', 'ada')).code).toBe(EXIT.ok);
    await eventually(async () => expect((await run('round', 'show', round)).out).toMatch(/phase +amending/));
    store.answered = true;
  });

  it('start --follow ends at a parked step and says what to do; retry and abandon do it', async () => {
    store.drawFails = true;
    const loop = await scheduled();
    const parked = await run('round', 'start', loop, '--follow');
    expect(parked.code).toBe(EXIT.blocked);
    const round = /^round (.*)$/m.exec(parked.out)?.[1] as string;
    expect(parked.err).toContain('Blocked at drawItems (BucketMissing): no bucket production');
    expect(parked.err).toContain(`annoloop round retry ${round}`);

    const retried = await run('round', 'retry', round, '--by', 'ada');
    expect(retried.out).toContain('drawItems is tried again for ada');
    await eventually(async () => expect((await run('round', 'show', round)).out).toContain('Blocked at drawItems'));
    const abandoned = await run('round', 'abandon', round, '--by', 'ada', '--reason', 'wrong bucket');
    expect(abandoned.out).toContain('the round is abandoned for ada');
    await eventually(async () => {
      expect((await run('round', 'retry', round)).code).toBe(EXIT.notFound);
    });
    store.drawFails = false;
  });

  it('refuses to retry what is not parked, and to operate what does not run', async () => {
    store.answered = false;
    const loop = await scheduled();
    const { round } = JSON.parse((await run('round', 'start', loop, '--json')).out) as { round: string };
    const retry = await run('round', 'retry', round);
    expect(retry.code).toBe(EXIT.refused);
    expect(retry.err).toContain('nothing is parked');
    for (const command of [['collect'], ['retry'], ['abandon', '--reason', 'none']]) {
      const [name = '', ...flags] = command;
      const absent = await run('round', name, 'nothing-round-2026-11-21T00:00:00Z', ...flags);
      expect(absent.code).toBe(EXIT.notFound);
      expect(absent.err).toContain('is not running');
    }
    expect((await run('round', 'start', 'no-such-loop')).code).toBe(EXIT.notFound);
    store.answered = true;
  });

  it('collects only where people are waited for, and shows only rounds', async () => {
    store.answered = true;
    const loop = await scheduled();
    const { out } = await run('round', 'start', loop, '--follow');
    const round = /^round (.*)$/m.exec(out)?.[1] as string;
    const concluded = await run('round', 'collect', round);
    expect(concluded.code).toBe(EXIT.refused);
    expect(concluded.err).toContain(`'${round}' waits for nobody's answers now (phase amending)`);
    const gate = gateId(await proposed());
    expect((await run('round', 'collect', gate)).code).toBe(EXIT.refused);
    const shown = await run('round', 'show', gate);
    expect(shown.code).toBe(EXIT.invalid);
    expect(shown.err).toContain('Such an id is LOOP-round-TIME');
  });

  it('says so when no worker answers', async () => {
    const unserved = await freshNamespace();
    try {
      await unserved.client.workflow.start('annotationRound', {
        workflowId: 'lone-round-2026-11-21T00:00:00Z',
        taskQueue: MAIN_QUEUE,
        args: [{ loop: 'lone', configRef }],
      });
      const { code, err } = await runCommand(
        [registerRound],
        ['round', 'show', 'lone-round-2026-11-21T00:00:00Z', '--namespace', unserved.namespace],
      );
      expect(code).toBe(EXIT.noWorker);
      expect(err).toContain('no worker answered within 10 s');
      expect(err).toContain('annoloop worker');
    } finally {
      await unserved.close();
    }
  });
});
