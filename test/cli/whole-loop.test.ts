import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createActivities } from '../../activities';
import { registerApply } from '../../src/cli/commands/apply';
import { registerApprove } from '../../src/cli/commands/approve';
import { registerExplore } from '../../src/cli/commands/explore';
import { registerLoop } from '../../src/cli/commands/loop';
import { registerReport } from '../../src/cli/commands/report';
import { registerRound } from '../../src/cli/commands/round';
import { EXIT } from '../../src/cli/exit-codes';
import type { Estimate } from '../../src/contracts/estimate';
import type { RoundOverview } from '../../src/loops/round-overview';
import { findLoop } from '../../src/temporal/schedules';
import { answerTasks, picturesByItem, theTruth } from '../rounds/people';
import { produce, tasksOf } from '../rounds/play';
import { pictures } from '../rounds/production';
import { type Bench, openBench, type TestLoop } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { type RunningWorkers, runWorkers } from '../workflows/run-workers';
import { newLoopFile } from './loop-file';
import { type Ran, runCommand } from './run-command';

const COMMANDS = [registerApply, registerApprove, registerExplore, registerLoop, registerReport, registerRound];
let bench: Bench;
let workers: RunningWorkers;

beforeAll(async () => {
  bench = await openBench();
  const { main, data, labelStudio } = createActivities(bench.dependencies);
  workers = await runWorkers(bench.temporal.namespace, { ...main, ...data, ...labelStudio });
}, 120_000);
afterAll(async () => {
  await workers.stop();
  await bench.close();
});

const run = (...args: string[]): Promise<Ran> => runCommand(COMMANDS, args);
const here = (...args: string[]): Promise<Ran> => run(...args, '--namespace', bench.temporal.namespace);
const json = async <T>(...args: string[]): Promise<T> => {
  const ran = await here(...args, '--json');
  if (ran.code !== EXIT.ok) throw new Error(`${args.join(' ')}: ${ran.err}`);
  return JSON.parse(ran.out) as T;
};

it('a loop is operated from its first look to its model by commands alone', async () => {
  const all = pictures(20);
  const loop = await newLoopFile({
    classes: ['Bread', 'Noodles/Pasta'],
    retraining: { when: { newLabels: 1 }, trigger: { kind: 'none' } },
  });
  await bench.store.ensureBucket(loop.source);
  expect((await here('apply', loop.file)).code).toBe(EXIT.ok);
  const { configRef } = await findLoop(bench.temporal.client, loop.name);
  const { config, ledger } = await bench.dependencies.openLoop(configRef);
  const applied: TestLoop = { config, ledger, ref: configRef, start: () => Promise.reject(new Error('by command')) };
  await produce(bench, applied, all);
  // The store's clock, by its Date header, lags up to a second behind the times it gives objects.
  await new Promise((resolve) => setTimeout(resolve, 1100));

  expect((await run('explore', loop.file)).out).toContain('20 objects listed, 20 usable');
  expect((await here('round', 'list', loop.name)).out).toContain('No rounds yet');
  expect((await here('report', loop.name)).code).toBe(EXIT.notFound);

  const { round } = await json<{ round: string }>('round', 'start', loop.name);
  await eventually(async () => expect((await here('round', 'show', round)).out).toMatch(/phase +waiting: 0 of/));
  // It is terminated while people work, and goes on under its id.
  await bench.temporal.client.workflow.getHandle(round).terminate('test');
  await eventually(async () => {
    const listed = await json<RoundOverview[]>('round', 'list', loop.name);
    expect(listed).toMatchObject([{ round, state: 'interrupted', outcome: null, accuracy: null }]);
  });
  expect((await here('round', 'show', round)).out).toContain(`annoloop round start ${loop.name} --again ${round}`);

  const known = await picturesByItem(bench, config, all);
  const following = here('round', 'start', loop.name, '--again', round, '--follow');
  await answerTasks(await tasksOf(bench, applied, round), known, theTruth);
  const followed = await following;
  expect(followed.err).toBe('');
  expect(followed.out).toMatch(/^amending: \d+\.\d %/m);

  const [listed] = await json<RoundOverview[]>('round', 'list', loop.name);
  expect(listed).toMatchObject({ round, state: 'open', phase: 'amending', accuracy: { n: 4 } });
  const loops = await json<{ loop: string; openRounds: number; accuracy: { n: number } }[]>('loop', 'list');
  expect(loops).toMatchObject([{ loop: loop.name, openRounds: 1, accuracy: { n: 4 }, unreadable: null }]);

  await eventually(async () => {
    const { out } = await here('loop', 'show', loop.name);
    expect(out).toMatch(new RegExp(`accuracy +\\d+\\.\\d % .*n = 4\\) in the window of ${round}`));
    expect(out).toMatch(new RegExp(`${round} +amending`));
    expect(out).toMatch(/gate +waits for a decision\ndataset +\d+ images/);
  });

  const page = join(dirname(loop.file), 'report.html');
  const report = await here('report', loop.name, '--output', page);
  expect(report.out).toMatch(/Accuracy: \d+\.\d %/);
  expect(report.out).toMatch(/^Report of the loop: s3:\/\/\S+\/reports\/\S+-v0001\.html$/m);
  expect(report.out).toContain(`Report of the round: s3://${loop.ledger}/rounds/${round}/reports/v0001.html`);
  expect(report.out).toContain('Noodles/Pasta');
  expect(await readFile(page, 'utf8')).toContain('<!doctype html>');
  const numbers = await json<{ estimate: Estimate; funnel: { drawn: object } }>('report', round);
  expect(numbers).toMatchObject({ estimate: { round, accuracy: { n: 4 } }, funnel: { drawn: { evaluation: 4 } } });
  const over = await json<{ history: object[]; totals: object }>('report', loop.name);
  expect(over).toMatchObject({ history: [{ round, accuracy: { n: 4 } }], totals: { evaluation: { labelled: 4 } } });

  const approved = await eventually(async () => {
    const ran = await here('approve', loop.name, '--yes', '--by', 'ada', '--wait');
    expect(ran.err).toBe('');
    return ran;
  });
  expect(approved.out).toMatch(/because +\d+ new labels/);
  expect(approved.out).toContain('Recorded as retraining 1');

  await bench.temporal.client.workflow.getHandle(round).terminate('test');
}, 180_000);

it('loops are listed, paused, resumed and deleted', async () => {
  const loop = await newLoopFile();
  await bench.store.ensureBucket(loop.source);
  await here('apply', loop.file);
  expect((await here('loop', 'pause', loop.name, '--note', 'holidays')).out).toContain('is paused: holidays');
  await eventually(async () => {
    const { out } = await here('loop', 'list');
    expect(out).toContain(`${loop.name} is paused: holidays`);
  });
  expect((await here('loop', 'resume', loop.name)).out).toMatch(/is running\. Next round: 20/);

  const unsure = await here('loop', 'delete', loop.name);
  expect(unsure.code).toBe(EXIT.invalid);
  expect(unsure.err).toContain('needs --yes');
  const gone = await here('loop', 'delete', loop.name, '--yes');
  expect(gone.out).toContain('What stays: its ledger, the filed images and its Label Studio projects');
  for (const command of [['pause'], ['resume'], ['delete', '--yes']]) {
    const [name = '', ...flags] = command;
    const absent = await here('loop', name, loop.name, ...flags);
    expect(absent.code).toBe(EXIT.notFound);
    expect(absent.err).toContain(`there is no loop '${loop.name}'`);
  }
  expect(await bench.store.bucketExists(loop.ledger)).toBe(true);
});

it('a Temporal that does not answer is said so, with what to do', async () => {
  const { code, err } = await run('loop', 'list', '--address', '127.0.0.1:1');
  expect(code).toBe(EXIT.unreachable);
  expect(err).toContain('Temporal does not answer at 127.0.0.1:1');
  expect(err).toContain('annoloop up');
});
