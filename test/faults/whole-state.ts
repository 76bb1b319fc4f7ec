import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../src/config/environment';
import type { LoopConfig } from '../../src/contracts/loop-config';
import { ledgerKeys } from '../../src/domain/layout';
import type { Table } from '../../src/ledger/table';
import { ANNOTATIONS, CENSUS, DRAW, FILING, ITEMS, LABELS, TASKS } from '../../src/ledger/tables';
import { readWhole } from '../../src/object-store/read-whole';
import { openStoredLoops, type StoredLoops } from '../../src/wiring/stored-loops';
import { projectsOf } from '../rounds/play';
import type { Bench, TestLoop } from '../rounds/test-loop';
import { stack } from '../setup/stack';
import { type BucketState, bucketState } from './bucket-state';
import { normalised } from './normalised';

/** Everything that a loop's rounds left behind, without what two runs cannot share: instants, ids that servers give, digests of such. */
export interface WholeState {
  /** By bucket: source and dataset. */
  store: Record<string, BucketState>;
  /** By purpose and item id: a task is listed as often as it exists. */
  labelStudio: Record<string, unknown[]>;
  /** By key: JSON as it is, Parquet as its rows, pages by their presence. */
  ledger: Record<string, unknown>;
  /** Multipart uploads of the ledger's bucket that nobody finished. */
  ledgerUploads: string[];
}

/**
 * The oracle: what is to be equal (`toEqual`) after a disturbed run and an undisturbed one. Both use the same places
 * (`loopConfig(change, places)`) on stores of their own, so that even item ids and draws are the same.
 * @param bench reaches the servers undisturbed
 */
export async function wholeState(bench: Bench, loop: TestLoop): Promise<WholeState> {
  const { config } = loop;
  const store: Record<string, BucketState> = {};
  for (const bucket of new Set([config.source.bucket, config.filing.bucket])) {
    store[bucket] = await bucketState(bench, bucket);
  }
  const own = await bucketState(bench, config.ledger.bucket);
  const state: WholeState = {
    store,
    labelStudio: await labelStudioState(loop),
    ledger: await ledgerState(bench, config, Object.keys(own.objects)),
    ledgerUploads: own.uploads,
  };
  const images = Object.values(store).flatMap(({ objects }) => Object.values(objects).map(({ sha256 }) => sha256));
  return normalised(state, config, new Set(images));
}

const TABLES = [
  [/(\/census\/part-\d+|\/noisy\/plan)\.parquet$/, CENSUS],
  [/\/draw\.parquet$/, DRAW],
  [/\/tasks\.parquet$/, TASKS],
  [/\/annotations\/v\d+\.parquet$/, ANNOTATIONS],
  [/\/labels\/v\d+\.parquet$/, LABELS],
  [/(\/filing\/v\d+|\/filing-parts\/v\d+-\d+|\/noisy\/filing|\/noisy-parts\/\d+)\.parquet$/, FILING],
  [/snapshots\/[^/]+\.parquet$/, ITEMS],
] as const;

async function ledgerState(
  bench: Bench,
  config: LoopConfig,
  keys: readonly string[],
): Promise<Record<string, unknown>> {
  const { bucket, prefix } = config.ledger;
  return withFreshView(bench, async ({ store, ledgerAt }) => {
    const ledger = ledgerAt(bucket, prefix);
    const found: Record<string, unknown> = {};
    for (const key of keys) {
      // What a probe of the store wrote when it was killed is no artifact, and goes with a later probe.
      if (key.startsWith(prefix + ledgerKeys.probesFolder)) continue;
      const [, table] = TABLES.find(([pattern]) => pattern.test(key)) ?? [];
      if (table) {
        const ref = await ledger.find(key.slice(prefix.length));
        found[key] = ref && (await ledger.readRows<unknown>(ref, table as Table<unknown>));
      } else {
        found[key] = contentOf(key, (await readWhole(store, { bucket, key }))?.toString('utf8') ?? '');
      }
    }
    return found;
  });
}

function contentOf(key: string, text: string): unknown {
  if (key.endsWith('.json')) return JSON.parse(text);
  return key.endsWith('.jsonl')
    ? text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : 'there';
}

/** Another process's view: what ours remembers must not hide what lies there by now. */
async function withFreshView<T>(bench: Bench, look: (loops: StoredLoops) => Promise<T>): Promise<T> {
  const cache = await mkdtemp(join(tmpdir(), 'annoloop-oracle-'));
  try {
    const variables = { ...bench.environment, ANNOLOOP_CACHE_DIR: cache };
    return await look(await openStoredLoops(readEnvironment(variables, ['store', 'cache'])));
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

interface StudioTask {
  data: { item?: string };
  annotations: { result: { value?: unknown }[]; was_cancelled: boolean; completed_by: unknown }[];
}

/** Every task of the loop's projects, whichever round or mistake made it. */
async function labelStudioState({ ledger }: TestLoop): Promise<Record<string, unknown[]>> {
  const state: Record<string, unknown[]> = {};
  const projects = await projectsOf(ledger);
  for (const purpose of ['evaluation', 'training'] as const) {
    for (const { data, annotations } of await tasksOfProject(projects[purpose])) {
      const answers = annotations.map(({ result, was_cancelled: skipped, completed_by: by }) => ({
        values: result.map(({ value }) => value),
        skipped,
        by,
      }));
      const of = `${purpose} ${data.item ?? 'no item'}`;
      state[of] = [...(state[of] ?? []), { data, answers }];
    }
  }
  return state;
}

async function tasksOfProject(project: number): Promise<StudioTask[]> {
  const { url, token } = stack.labelStudio;
  const tasks: StudioTask[] = [];
  for (let page = 1; ; page += 1) {
    const query = `project=${project}&page=${page}&page_size=200&fields=all&resolve_uri=false`;
    const response = await fetch(`${url}/api/tasks?${query}`, { headers: { authorization: `Token ${token}` } });
    if (!response.ok) throw new Error(`the tasks of project ${project}: ${response.status} ${await response.text()}`);
    const found = (await response.json()) as { tasks: StudioTask[]; total: number };
    tasks.push(...found.tasks);
    if (tasks.length >= found.total || found.tasks.length === 0) return tasks;
  }
}
