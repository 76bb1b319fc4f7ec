import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from '../../src/cli/exit-codes';
import { findLoop } from '../../src/temporal/schedules';
import { type End, endOf } from '../cli/ends-of-commands';
import { type LoopFile, newLoopFile } from '../cli/loop-file';
import { drawRow } from '../draw-row';
import { startFadingTemporal } from '../faults/fading-temporal';
import { startLine } from '../faults/line';
import { roundOf, writeRound } from '../loops/past';
import { runBuilt } from '../privacy/built-process';
import { type Bench, openBench } from '../rounds/test-loop';
import { stack } from '../setup/stack';
import { startStrangeServer } from './strange-server';

jest.setTimeout(120_000);

/** The first two calls of a command prove server and namespace. */
const PROVEN = 2;
/** Temporal: five seconds to connect, ten a call and three more. The store: twice eight. Label Studio: 25; and CI is busy. */
const WITHIN_MS = { temporal: 30_000, store: 30_000, labelStudio: 60_000 };

let bench: Bench;
/** As `process.env` was: what it says of the store and Label Studio is exchanged, since commands read it. */
const before = { ...process.env };
let printed = '';
const ends = new Map<string, End>();

/** An applied loop with a closed round in its ledger and an open one that no worker serves. */
interface Past extends LoopFile {
  open: string;
  closed: string;
  item: string;
}

async function makePast(): Promise<Past> {
  const loop = await newLoopFile();
  await bench.store.ensureBucket(loop.source);
  expect(await endOf(['apply', loop.file, ...temporal()])).toMatchObject({ code: EXIT.ok });
  const { configRef } = await findLoop(bench.temporal.client, loop.name);
  const { ledger } = await bench.dependencies.openLoop(configRef);
  const drawn = drawRow('a.png');
  await writeRound(ledger, 0, { drawn: [drawn] });
  expect(await endOf(['round', 'start', loop.name, ...temporal()])).toMatchObject({ code: EXIT.ok });
  const [open = ''] = [...printed.matchAll(/Started round (\S+)/g)].map(([, id]) => id).slice(-1);
  return { ...loop, open, closed: roundOf(0).replace(/^food/, loop.name), item: drawn.itemId };
}

/** For tables that are made before any loop is. */
const NAMES: Past = {
  ...{ file: 'loop.yaml', name: 'loop', source: '', ledger: '', dataset: '', change: async () => undefined },
  ...{ open: '', closed: '', item: '' },
};

const temporal = (address = stack.temporal.address): string[] => [
  ...['--address', address],
  ...['--namespace', bench?.temporal.namespace ?? ''],
];

/** What talks to Temporal, by its name in the tests. `apply` says all that is wrong, with a code of its own. */
function askingTemporal({ file, name, open, closed, item }: Past): Record<string, string[]> {
  const by = ['--by', 'ada'];
  return {
    apply: ['apply', file],
    'loop list': ['loop', 'list'],
    'loop show': ['loop', 'show', name],
    'loop pause': ['loop', 'pause', name],
    'loop resume': ['loop', 'resume', name],
    'loop delete': ['loop', 'delete', name, '--yes'],
    'round start': ['round', 'start', name],
    'round start --follow': ['round', 'start', name, '--follow'],
    'round start --again': ['round', 'start', name, '--again', closed],
    'round list': ['round', 'list', name],
    'round show': ['round', 'show', open],
    'round collect': ['round', 'collect', open, ...by],
    'round abandon': ['round', 'abandon', open, '--reason', 'because', ...by],
    'round retry': ['round', 'retry', open, ...by],
    approve: ['approve', name, '--digest', 'abcdef12', ...by],
    'approve --wait': ['approve', name, '--yes', '--wait', ...by],
    reject: ['reject', name, '--yes', ...by],
    report: ['report', name],
    items: ['items', name],
    models: ['models', name],
    forget: ['forget', item, ...by],
    'forget --yes': ['forget', item, '--yes', ...by],
  };
}

function readingTheStore({ file, name, closed, item }: Past): Record<string, string[]> {
  return {
    explore: ['explore', file],
    plan: ['plan', file],
    apply: ['apply', file, ...temporal()],
    'loop list': ['loop', 'list', ...temporal()],
    'loop show': ['loop', 'show', name, ...temporal()],
    'round start --again': ['round', 'start', name, '--again', closed, ...temporal()],
    'round list': ['round', 'list', name, ...temporal()],
    'round show': ['round', 'show', closed, ...temporal()],
    report: ['report', name, ...temporal()],
    items: ['items', name, ...temporal()],
    models: ['models', name, ...temporal()],
    forget: ['forget', item, '--loop', name, ...temporal()],
    'forget --yes': ['forget', item, '--loop', name, '--yes', ...temporal()],
  };
}

/** Calls after which Temporal is lost while a command does several things with it; alone it would have done or refused them. */
const LATER = [3];
const WITH_SEVERAL_CALLS = [
  'loop list',
  'loop show',
  'loop resume',
  'round start',
  'round start --follow',
  'round show',
];

/** A query, an update, a Schedule, a list. Where it falls silent, every command is tried. */
const GOES_AWAY = ['round show', 'round retry', 'loop pause', 'loop list'];

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  }
  bench = await openBench();
  const cache = await mkdtemp(join(tmpdir(), 'annoloop-silent-'));
  const [first, second, third] = [await makePast(), await makePast(), await makePast()];
  const silent = await startStrangeServer(() => undefined);
  const nobody = new URL(silent.url).host;
  const store = await startLine(stack.objectStore.endpoint);
  const isAnswered = (url: string): boolean =>
    url.startsWith(`/${second.ledger}/config/`) || url.includes(third.name.replace('loop-', '-'));
  store.inject({ fault: { kind: 'hold' }, matches: ({ url }) => !isAnswered(url) });
  const keep = async (name: string, end: Promise<End>): Promise<void> => void ends.set(name, await end);
  const fading = async (name: string, args: string[], calls: number, then: 'silent' | 'gone'): Promise<void> => {
    const line = await startFadingTemporal(stack.temporal.address, calls, then);
    await keep(name, endOf([...args, ...temporal(line.address)]));
    await line.close();
  };
  const environment = { ...before, TEMPORAL_ADDRESS: nobody, ANNOLOOP_CACHE_DIR: cache };
  // `apply` asks Temporal for the loops that there are where the other two answer.
  await atOnce([
    () => fading('Temporal falls silent: apply', ['apply', first.file], PROVEN, 'silent'),
    () => fading('Temporal goes away: apply', ['apply', first.file], PROVEN, 'gone'),
    ...[['worker'], ['server'], ['loop', 'list']].map(
      (args) => () => keep(`process: ${args.join(' ')}`, endOfProcess(args, environment)),
    ),
  ]);
  Object.assign(process.env, {
    ANNOLOOP_CACHE_DIR: cache,
    S3_ENDPOINT: store.url,
    LABEL_STUDIO_URL: silent.url,
  });

  const { apply = [], ...onTemporal } = askingTemporal(first);
  await atOnce([
    () => keep('Label Studio never answers: apply', endOf(['apply', third.file, ...temporal()])),
    () =>
      keep('Label Studio never answers: forget', endOf(['forget', third.item, '--loop', third.name, ...temporal()])),
    () => keep('Temporal never answers: apply', endOf([...apply, ...temporal(nobody)])),
    ...Object.entries(readingTheStore(first)).map(
      ([name, args]) =>
        () =>
          keep(`the store never answers: ${name}`, endOf(args)),
    ),
    ...Object.entries(readingTheStore(second)).map(
      ([name, args]) =>
        () =>
          keep(`the store falls silent: ${name}`, endOf(args)),
    ),
    ...Object.entries(onTemporal).flatMap(([name, args]) => [
      () => keep(`Temporal never answers: ${name}`, endOf([...args, ...temporal(nobody)])),
      () => fading(`Temporal falls silent: ${name}`, args, PROVEN, 'silent'),
    ]),
    ...GOES_AWAY.map((name) => () => fading(`Temporal goes away: ${name}`, onTemporal[name] ?? [], PROVEN, 'gone')),
    ...LATER.flatMap((calls) =>
      WITH_SEVERAL_CALLS.map(
        (name) => () =>
          fading(
            `Temporal falls silent after ${calls} calls: ${name}`,
            askingTemporal(third)[name] ?? [],
            calls,
            'silent',
          ),
      ),
    ),
  ]);
  await store.close();
  await silent.close();
  await rm(cache, { recursive: true, force: true });
}, 240_000);
afterAll(async () => {
  jest.restoreAllMocks();
  Object.assign(process.env, before);
  await bench?.close();
});

const end = (name: string): End => {
  const found = ends.get(name);
  if (found === undefined) throw new Error(`nothing ran as '${name}'`);
  return found;
};

const TEMPORAL_COMMANDS = Object.keys(askingTemporal(NAMES));

describe.each([
  ['never answers', TEMPORAL_COMMANDS],
  ['falls silent', TEMPORAL_COMMANDS],
  ['goes away', ['apply', ...GOES_AWAY]],
])('a Temporal that %s', (how, commands) => {
  test.each(commands)('ends `%s` within seconds, named with its variable', (name) => {
    const { code, failure, ms } = end(`Temporal ${how}: ${name}`);
    expect(failure).toMatch(/Temporal (does not answer|answers no more)[\s\S]*TEMPORAL_ADDRESS/);
    expect(code).toBe(name === 'apply' ? EXIT.refused : EXIT.unreachable);
    expect(ms).toBeLessThan(name === 'apply' ? WITHIN_MS.labelStudio : WITHIN_MS.temporal);
  });
});

describe.each(LATER)('a Temporal that falls silent after %d calls', (calls) => {
  test.each(WITH_SEVERAL_CALLS)('ends `%s` too, or lets it be done', (name) => {
    const { code, failure, ms } = end(`Temporal falls silent after ${calls} calls: ${name}`);
    expect([EXIT.ok, EXIT.unreachable]).toContain(code);
    if (code !== EXIT.ok) expect(failure).toMatch(/Temporal (does not answer|answers no more)[\s\S]*TEMPORAL_ADDRESS/);
    expect(ms).toBeLessThan(WITHIN_MS.temporal + WITHIN_MS.store);
  });
});

describe.each(['never answers', 'falls silent'])('a store that %s', (how) => {
  test.each(Object.keys(readingTheStore(NAMES)))('ends `%s` within its patience, named with its variable', (name) => {
    const { code, failure, ms } = end(`the store ${how}: ${name}`);
    // What Temporal alone can say is no reason to fail.
    const shows = name === 'loop list' || name === 'loop show';
    expect(shows ? printed : failure).toMatch(/the store did not answer in time[\s\S]*S3_ENDPOINT/);
    expect(code).toBe(shows ? EXIT.ok : name === 'apply' ? EXIT.refused : EXIT.unreachable);
    expect(ms).toBeLessThan(name === 'apply' ? WITHIN_MS.labelStudio : WITHIN_MS.store);
  });
});

test.each([
  ['apply', EXIT.refused],
  ['forget', EXIT.unreachable],
])('a Label Studio that never answers ends `%s` within its patience, named with its variable', (name, expected) => {
  const { code, failure, ms } = end(`Label Studio never answers: ${name}`);
  expect(failure).toMatch(/Label Studio did not answer in time[\s\S]*LABEL_STUDIO_URL/);
  expect(code).toBe(expected);
  expect(ms).toBeLessThan(WITHIN_MS.labelStudio);
});

test.each(['worker', 'server', 'loop list'])('the process of `%s` ends too where Temporal never answers', (name) => {
  const { code, failure, ms } = end(`process: ${name}`);
  expect(failure).toMatch(/Temporal does not answer[\s\S]*TEMPORAL_ADDRESS/);
  expect(code).toBe(EXIT.unreachable);
  expect(ms).toBeLessThan(WITHIN_MS.temporal);
});

/** Side by side, each a moment after the one before: it is their waits that are long. */
async function atOnce(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const begun: Promise<void>[] = [];
  for (const task of tasks) {
    begun.push(task());
    await sleep(50);
  }
  await Promise.all(begun);
}

async function endOfProcess(args: string[], environment: Record<string, string | undefined>): Promise<End> {
  const start = performance.now();
  const { code, said } = await runBuilt(args, environment);
  return { code: code ?? -1, failure: said, ms: performance.now() - start };
}
