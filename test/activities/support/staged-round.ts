import type { Dependencies } from '../../../activities/dependencies';
import type { CensusResult, DrawResult, Filed, LabelVersion } from '../../../src/contracts/activities';
import type { ArtifactRef, RoundScope } from '../../../src/contracts/artifact';
import type { AnnotationRow, CensusRow, DrawRow, FilingRow, LabelRow } from '../../../src/contracts/rows';
import type { Window } from '../../../src/contracts/window';
import { ledgerKeys } from '../../../src/domain/layout';
import { roundId } from '../../../src/domain/workflow-ids';
import { ANNOTATIONS, CENSUS, DRAW, FILING, LABELS } from '../../../src/ledger/tables';
import type { Picture } from '../../rounds/production';
import type { Bench, TestLoop } from '../../rounds/test-loop';
import { runStep } from './steps';

/** Enough for every batch of a test. */
const LIMIT = 100;

/** A round that is taken through its data steps one by one, on the real store and ledger, people's answers written by hand. */
export interface StagedRound {
  scope: RoundScope;
  window: Window;
  /** With this store or these rounds instead of the bench's. */
  with(change: Partial<Dependencies>): StagedRound;
  census(): Promise<CensusResult & { rows: CensusRow[] }>;
  draw(): Promise<DrawResult & { rows: DrawRow[] }>;
  /** Writes what people said as version `version`, null for nobody, and resolves it. */
  label(
    draw: DrawResult,
    answer: (item: DrawRow) => string | null,
    before?: { version: number; filing: ArtifactRef } | null,
  ): Promise<LabelVersion & { rows: LabelRow[] }>;
  copy(draw: DrawResult, labels: LabelVersion, previous?: ArtifactRef | null): Promise<ArtifactRef>;
  record(labels: LabelVersion, part: ArtifactRef): Promise<Filed & { toDelete: number; rows: FilingRow[] }>;
  remove(filed: Filed, limit?: number): Promise<{ deleted: number; left: number }>;
  /** Copy, record and remove. */
  file(draw: DrawResult, labels: LabelVersion, previous?: ArtifactRef | null): Promise<Filed & { rows: FilingRow[] }>;
}

/** A round that has claimed everything up to now, or up to `scheduledAt`. */
export async function claimedRound(
  bench: Bench,
  loop: TestLoop,
  second = 0,
  scheduledAt: string | null = null,
): Promise<StagedRound> {
  const scope = scopeOf(loop, second);
  const claim = await runStep(bench.dependencies, 'claimWindow', { ...scope, scheduledAt });
  if (claim.kind !== 'claimed') throw new Error(`the round of second ${second} claimed no window: ${claim.kind}`);
  return stagedRound(bench.dependencies, loop, scope, claim.window);
}

export const scopeOf = (loop: TestLoop, second = 0): RoundScope => ({
  loop: loop.config.name,
  configRef: loop.ref,
  round: roundId(loop.config.name, `2026-11-21T00:00:${String(second).padStart(2, '0')}Z`),
});

function stagedRound(deps: Dependencies, loop: TestLoop, scope: RoundScope, window: Window): StagedRound {
  const { ledger } = loop;
  const round: StagedRound = {
    scope,
    window,
    with: (change) => stagedRound({ ...deps, ...change }, loop, scope, window),
    async census() {
      const taken = await runStep(deps, 'takeCensus', { ...scope, window });
      return { ...taken, rows: await censusRowsOf(loop, taken) };
    },
    async draw() {
      const { census } = await runStep(deps, 'takeCensus', { ...scope, window });
      const drawn = await runStep(deps, 'drawItems', { ...scope, window, census });
      return { ...drawn, rows: await ledger.readRows(drawn.draw, DRAW) };
    },
    async label({ draw }, answer, before = null) {
      const version = (before?.version ?? 0) + 1;
      const items = await ledger.readRows(draw, DRAW);
      const { ref } = await ledger.createRows(
        ledgerKeys.annotations(scope.round, version),
        ANNOTATIONS,
        items.flatMap((item, index) => annotationOf(item, index, answer(item))),
        { collectedAt: '2026-11-21T12:00:00.000Z' },
      );
      const labels = await runStep(deps, 'resolveLabels', {
        ...scope,
        draw,
        annotations: ref,
        version,
        filing: before?.filing ?? null,
      });
      return { ...labels, rows: await ledger.readRows(labels.labels, LABELS) };
    },
    async copy({ draw }, { labels, version }, previous = null) {
      const input = { ...scope, draw, labels, previous, version, offset: 0, limit: LIMIT };
      return (await runStep(deps, 'copyObjects', input)).part;
    },
    async record({ version }, part) {
      const filed = await runStep(deps, 'recordFiling', { ...scope, version, parts: [part] });
      return { ...filed, rows: await ledger.readRows(filed.filing, FILING) };
    },
    remove: ({ filing }, limit = LIMIT) => runStep(deps, 'deleteSources', { ...scope, filing, offset: 0, limit }),
    async file(draw, labels, previous = null) {
      const filed = await round.record(labels, await round.copy(draw, labels, previous));
      await round.remove(filed);
      return filed;
    },
  };
  return round;
}

async function censusRowsOf({ ledger }: TestLoop, { census }: CensusResult): Promise<CensusRow[]> {
  const { parts } = JSON.parse(await ledger.readText(census)) as { parts: ArtifactRef[] };
  return (await Promise.all(parts.map((part) => ledger.readRows(part, CENSUS)))).flat();
}

function annotationOf({ itemId, purpose }: DrawRow, index: number, answer: string | null): AnnotationRow[] {
  if (answer === null) return [];
  const at = '2026-11-21T12:00:00.000Z';
  const ids = { itemId, purpose, taskId: index + 1, annotationId: index + 1, annotator: 1 };
  return [{ ...ids, createdAt: at, updatedAt: at, skipped: false, answer, leadTimeSeconds: 1 }];
}

/** What people say who know the truth of these pictures. */
export const truthOf =
  ({ config }: TestLoop, all: readonly Picture[]) =>
  ({ key }: { key: string }): string => {
    const picture = all.find((one) => config.source.prefix + one.key === key);
    if (!picture) throw new Error(`no picture ${key}`);
    return picture.truth;
  };
