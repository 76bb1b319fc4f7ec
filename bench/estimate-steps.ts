import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dependencies } from '../activities/dependencies';
import { configDocument } from '../src/config/digest';
import { readEnvironment } from '../src/config/environment';
import { loadLoopFile } from '../src/config/loop-file/load-loop-file';
import { storedLoopConfigSchema } from '../src/config/stored-loop-config';
import type { CensusResult, DrawResult, Filed, LabelVersion } from '../src/contracts/activities';
import type { ArtifactRef, RoundScope } from '../src/contracts/artifact';
import type { CensusRow, DrawRow, FilingRow, LabelRow } from '../src/contracts/rows';
import type { Window, WindowClaim } from '../src/contracts/window';
import { ledgerKeys } from '../src/domain/layout';
import type { Ledger } from '../src/ledger/port';
import { CENSUS, DRAW, FILING, LABELS } from '../src/ledger/tables';
import { ObjectNotFound } from '../src/object-store/errors';
import { createRedaction } from '../src/secrecy/redaction';
import { openStoredLoops } from '../src/wiring/stored-loops';
import { runStep } from '../test/activities/support/steps';
import { seededRandom } from '../test/seeded-random';

/**
 * One step of `bench:estimate`, in this process: `prepare` writes the census, `draw` draws from it and answers, the others
 * run the activity of their name. Nothing is uploaded: what the draw would read for digests is not there.
 */
const [step = '', censusRows = '', labels = ''] = process.argv.slice(2);
const CENSUS_ROWS = Number(censusRows);
const LABELS_WANTED = Number(labels);

const PART = 250_000;
const CLASSES = Array.from({ length: 11 }, (_, id) => `class ${id}`);
const WINDOW: Window = { start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z' };
const ROUND = 'bench-round-2026-11-21T00:00:00Z';

const LOOP_FILE = `
name: bench
source: { bucket: bench-production, prefix: '' }
ledger: { bucket: bench-ledger, prefix: '' }
classes: ${JSON.stringify(CLASSES)}
schedule: { every: 24h }
draws:
  - { name: evaluation, strategy: random, size: ${Math.round(LABELS_WANTED / 2)}, purpose: evaluation }
  - { name: flagged, strategy: flagged, purpose: training, size: ${Math.round(LABELS_WANTED / 10)} }
  - { name: low-confidence, strategy: low-confidence, below: 0.7, take: sample, size: ${Math.round(LABELS_WANTED * 0.4)}, purpose: training }
annotation: { blind: true }
evaluation: { target: 0.8, slices: [camera] }
filing: { bucket: bench-dataset, mode: copy }
`;

interface Prepared {
  scope: RoundScope;
  census: CensusResult;
  draw?: DrawResult;
  labels?: LabelVersion;
  filing?: Filed;
  estimate?: ArtifactRef;
  seconds: Record<string, number>;
}

const state = join(process.env.ANNOLOOP_CACHE_DIR ?? tmpdir(), '..', 'bench-state.json');

async function main(): Promise<void> {
  const environment = readEnvironment(process.env, ['store', 'cache']);
  const { store, openLoop } = await openStoredLoops(environment);
  // Reading a hundred thousand images for their digests is `bench:round`'s to measure.
  const get: typeof store.get = (at) =>
    Promise.reject(new ObjectNotFound({ operation: 'get', location: `s3://${at.bucket}/${at.key}`, code: null }));
  const dependencies = {
    store: { ...store, get },
    openLoop,
    now: () => new Date(),
    trainer: { secret: null, publicUrl: '' },
    redact: createRedaction([]),
  } as unknown as Dependencies;
  if (step === 'prepare') return prepare(dependencies);

  const prepared = JSON.parse(await readFile(state, 'utf8')) as Prepared;
  const { ledger } = await openLoop(prepared.scope.configRef);
  const started = performance.now();
  const change = await STEPS[step]?.(dependencies, prepared, ledger);
  const seconds = (performance.now() - started) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${step.padEnd(9)} ${seconds.toFixed(1)} s, ${peak.toFixed(0)} MB at its peak\n`);
  const after: Prepared = { ...prepared, ...change, seconds: { ...prepared.seconds, [step]: seconds } };
  await writeFile(state, JSON.stringify(after));
  if (step === 'draw') await answer(ledger, after);
}

const STEPS: Record<string, (deps: Dependencies, prepared: Prepared, ledger: Ledger) => Promise<Partial<Prepared>>> = {
  draw: async (deps, { scope, census }) => ({
    draw: await runStep(deps, 'drawItems', { ...scope, window: WINDOW, census: census.census }),
  }),
  estimate: async (deps, prepared) => {
    const { scope, census, draw, labels: labelled } = all(prepared);
    const of = { window: WINDOW, census: census.census, draw: draw.draw, labels: labelled.labels };
    return (await runStep(deps, 'estimateAccuracy', {
      ...scope,
      ...of,
      version: 1,
      predecessor: null,
    })) as Partial<Prepared>;
  },
  report: async (deps, prepared) => {
    const { scope, estimate, ...of } = all(prepared);
    await runStep(deps, 'writeReport', { ...scope, ...of, window: WINDOW, estimate: estimate as ArtifactRef });
    return {};
  },
  dataset: async (deps, prepared, ledger) => {
    const { scope, labels: labelled, filing, estimate } = all(prepared);
    const headline = { value: null, lower: null, upper: null, n: 0, sufficient: true };
    const of = { version: 1, labels: labelled.labels, filing: filing.filing, estimate: estimate as ArtifactRef };
    const proposal = { ...scope, ...of, window: WINDOW, headline, trainingLabels: 0 };
    await ledger.find(ledgerKeys.window(WINDOW.start));
    await runStep(deps, 'writeDataset', { ...scope, proposal, because: 'bench' });
    return {};
  },
};

const all = (prepared: Prepared): Required<Omit<Prepared, 'estimate'>> & Pick<Prepared, 'estimate'> =>
  prepared as Required<Prepared>;

async function prepare({ store, openLoop }: Dependencies): Promise<void> {
  const file = join(tmpdir(), 'annoloop-bench-estimate.yaml');
  await writeFile(file, LOOP_FILE);
  const { config } = await loadLoopFile(file);
  const { json, sha256 } = configDocument(storedLoopConfigSchema.parse(config));
  for (const { bucket } of [config.source, config.ledger, config.filing]) await store.ensureBucket(bucket);
  const configRef = { bucket: config.ledger.bucket, key: `config/${sha256}.json`, sha256 };
  await store.put(configRef, Buffer.from(json), { create: true, contentType: 'application/json' });
  const { ledger } = await openLoop(configRef);
  const claim: WindowClaim = { ...WINDOW, round: ROUND, claimedAt: WINDOW.end, configRef };
  await ledger.createJson(ledgerKeys.window(WINDOW.start), claim);

  const parts: ArtifactRef[] = [];
  for (let at = 0; at < CENSUS_ROWS; at += PART) {
    const rows = census(at, Math.min(at + PART, CENSUS_ROWS));
    parts.push((await ledger.createRows(ledgerKeys.censusPart(ROUND, parts.length), CENSUS, rows)).ref);
  }
  const counts = { window: CENSUS_ROWS, late: 0, reread: 0, unusable: {} };
  const index = { ...counts, warnings: {}, interval: WINDOW, parts };
  const { ref } = await ledger.createJson(ledgerKeys.census(ROUND), index);
  const prepared: Prepared = {
    scope: { loop: 'bench', configRef, round: ROUND },
    census: { census: ref, ...counts },
    seconds: {},
  };
  await writeFile(state, JSON.stringify(prepared));
}

function* census(from: number, to: number): Generator<CensusRow> {
  const random = seededRandom(from + 1);
  for (let n = from; n < to; n += 1) {
    const confidence = Math.round(Math.sqrt(random()) * 1000) / 1000;
    const camera = `camera ${Math.floor(random() * 8)}`;
    const flagged = random() < 0.01;
    yield {
      key: `2026/11/20/${n}.jpg`,
      etag: n.toString(16).padStart(32, '0'),
      size: 20_000,
      lastModified: '2026-11-20T12:00:00Z',
      capturedAt: new Date(Date.UTC(2026, 10, 20) + Math.floor(random() * 86_400_000)).toISOString(),
      predictedClass: Math.floor(random() * CLASSES.length),
      confidence,
      scores: null,
      modelVersion: random() < 0.9 ? 'm1' : 'm2',
      flagged,
      correctedClass: null,
      tags: { predicted_class: 'class 1', confidence: String(confidence), model_version: 'm1', camera },
      origin: 'window',
    };
  }
}

/** People's labels and where they were filed; the model is right as often as its confidence says, but for flagged ones. */
async function answer(ledger: Ledger, prepared: Prepared): Promise<void> {
  const draw = prepared.draw as DrawResult;
  const random = seededRandom(7);
  const labelRows: LabelRow[] = [];
  const filed: FilingRow[] = [];
  for await (const row of ledger.streamRows([draw.draw], DRAW)) {
    const isRight = random() < (row.flagged ? 0.1 : (row.confidence ?? 0.5));
    const classId = isRight ? row.predictedClass : (row.predictedClass + 1) % CLASSES.length;
    labelRows.push(labelOf(row, classId));
    filed.push(filingOf(row, classId));
  }
  const { ref: labelled } = await ledger.createRows(ledgerKeys.labels(ROUND, 1), LABELS, labelRows);
  const { ref: filing } = await ledger.createRows(ledgerKeys.filing(ROUND, 1), FILING, filed);
  const counts = { labelled: labelRows.length, skipped: 0, disputed: 0, superseded: 0, missing: 0 };
  const version: LabelVersion = { version: 1, annotations: labelled, labels: labelled, counts, trainingLabels: 0 };
  const filingCounts = { filed: filed.length, kept: 0, superseded: 0, gone: 0, conflict: 0 };
  const answered: Prepared = { ...prepared, labels: version, filing: { filing, counts: filingCounts } };
  await writeFile(state, JSON.stringify(answered));
}

const labelOf = ({ itemId, purpose, draw }: DrawRow, classId: number): LabelRow => ({
  itemId,
  purpose,
  draw,
  status: 'labelled',
  classId,
  noneOfThese: false,
  cannotTell: false,
  votes: [
    { annotator: 1, vote: classId, at: '2026-11-21T10:00:00Z' },
    { annotator: 2, vote: classId, at: '2026-11-21T11:00:00Z' },
  ],
  blind: true,
});

const filingOf = ({ itemId, purpose, bucket, key, etag, size }: DrawRow, classId: number): FilingRow => ({
  itemId,
  folder: purpose,
  classId,
  fromBucket: bucket,
  fromKey: key,
  fromEtag: etag,
  toBucket: 'bench-dataset',
  toKey: `${purpose}/class_${classId}/${itemId}.jpg`,
  toEtag: etag,
  size,
  contentSha256: null,
  status: 'filed',
  deleteSource: false,
});

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
