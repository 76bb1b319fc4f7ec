import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { LabelStudioDependencies } from '../../../../activities/label-studio/dependencies';
import { createLabelStudioActivities } from '../../../../activities/label-studio/index';
import type { LabelStudioActivities, Projects } from '../../../../src/contracts/activities';
import type { ArtifactRef, RoundScope } from '../../../../src/contracts/artifact';
import type { LoopConfig, Purpose } from '../../../../src/contracts/loop-config';
import type { DrawRow } from '../../../../src/contracts/rows';
import { itemId } from '../../../../src/domain/item-id';
import { ledgerKeys } from '../../../../src/domain/layout';
import type { LabelStudio } from '../../../../src/label-studio/port';
import type { Ledger } from '../../../../src/ledger/port';
import { DRAW } from '../../../../src/ledger/tables';
import { ensureRegistry } from '../../../../src/loops/class-registry';
import { mediaLink } from '../../../../src/media/token';
import type { ObjectStore } from '../../../../src/object-store/port';
import { createRedaction } from '../../../../src/secrecy/redaction';
import { drawRow } from '../../../draw-row';
import { memoryLedger } from '../../../fakes/memory-ledger';
import { connect } from '../../../label-studio/support/client';
import { loopConfig } from '../../../rounds/loop-fixture';

/** A round whose items are drawn and not yet imported, on a real Label Studio and a ledger in memory. */
export interface DrawnRound {
  config: LoopConfig;
  ledger: Ledger;
  labelStudio: LabelStudio;
  deps: LabelStudioDependencies;
  scope: RoundScope;
  draw: ArtifactRef;
  rows: DrawRow[];
  /** Runs an activity as a worker would, with a heartbeat and a cancellation signal of its own. */
  run<Name extends keyof LabelStudioActivities>(
    name: Name,
    input: Parameters<LabelStudioActivities[Name]>[0],
    environment?: MockActivityEnvironment,
  ): Promise<Awaited<ReturnType<LabelStudioActivities[Name]>>>;
  /** Makes the projects and imports everything. */
  ask(): Promise<{ projects: Projects; tasks: ArtifactRef }>;
  /** Task id of an item, by purpose and position. */
  taskOf(projects: Projects, purpose: Purpose, position: number): Promise<number>;
}

interface Options {
  evaluation?: number;
  training?: number;
  change?: (config: LoopConfig) => void;
  /** Changes the items, as they were drawn. */
  changeRow?: (row: DrawRow) => DrawRow;
  deps?: Partial<LabelStudioDependencies>;
  /** Another Label Studio than that of the tests' stack. */
  labelStudio?: LabelStudio;
}

/** Failures on purpose need no warning. */
export const quietEnvironment = () => new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });

export async function drawnRound(options: Options = {}): Promise<DrawnRound> {
  const { evaluation = 3, training = 2, change, changeRow = (row: DrawRow) => row, deps: other } = options;
  const config = loopConfig(change);
  const ledger = memoryLedger();
  await ensureRegistry(ledger, config.classes);
  const round = `${config.name}-round-2026-11-21T02:05:29Z`;
  const rows = [
    ...Array.from({ length: evaluation }, (_, i) => drawnItem(config, 'evaluation', i)),
    ...Array.from({ length: training }, (_, i) => drawnItem(config, 'training', i)),
  ].map(changeRow);
  // As stored: in no order that anybody may rely on.
  const { ref: draw } = await ledger.createRows(ledgerKeys.draw(round), DRAW, [...rows].reverse());
  const labelStudio = options.labelStudio ?? connect();
  const deps: LabelStudioDependencies = {
    labelStudio,
    store: new Proxy<ObjectStore>({} as ObjectStore, { get: unexpected }),
    storage: null,
    openLoop: async () => ({ config, ledger }),
    mediaLink: mediaLink('http://localhost:1', ['a key of the tests']),
    redact: createRedaction([]),
    now: () => new Date(),
    ...other,
  };
  const drawn: DrawnRound = {
    config,
    ledger,
    labelStudio,
    deps,
    scope: { loop: config.name, configRef: { bucket: 'b', key: 'k', sha256: 's' }, round },
    draw,
    rows,
    run: (name, input, environment = quietEnvironment()) => {
      const activity = createLabelStudioActivities(deps)[name] as (argument: typeof input) => Promise<never>;
      return environment.run(activity, input);
    },
    async ask() {
      const projects = await drawn.run('ensureProjects', drawn.scope);
      for (const purpose of ['evaluation', 'training'] as const) {
        await drawn.run('importTasks', { ...drawn.scope, draw, projects, purpose, offset: 0, limit: 100 });
      }
      const { tasks } = await drawn.run('recordTasks', { ...drawn.scope, draw, projects });
      return { projects, tasks };
    },
    async taskOf(projects, purpose, position) {
      const row = rows.find((one) => one.purpose === purpose && one.position === position);
      const [found] = await labelStudio.findTasks(projects[purpose], [row?.itemId ?? '']);
      if (!found) throw new Error(`no ${purpose} task at ${position}`);
      return found.taskId;
    },
  };
  return drawn;
}

function drawnItem(config: LoopConfig, purpose: Purpose, position: number): DrawRow {
  const { bucket } = config.source;
  const [key, etag] = [`class_00/${purpose} ${position}.png`, `etag-${position}`];
  return drawRow(key, {
    itemId: itemId({ bucket, key, etag }),
    bucket,
    etag,
    size: 1,
    lastModified: '2026-11-21T01:00:00Z',
    capturedAt: '2026-11-21T00:59:00Z',
    predictedClass: position % 2,
    confidence: position === 0 ? null : 0.25 * position,
    correctedClass: position === 1 ? 0 : null,
    draw: purpose === 'evaluation' ? 'evaluation' : 'low-confidence',
    strategy: purpose === 'evaluation' ? 'random' : 'low-confidence',
    purpose,
    probability: 0.5,
    position,
    contentSha256: null,
  });
}

function unexpected(_: ObjectStore, method: string | symbol): never {
  throw new Error(`the object store was asked for ${String(method)}`);
}
