/** Keys of a loop's ledger, relative to its prefix. Builders stand beside their inverses; nothing here asks the clock. */

const numbered = (n: number): string => String(n).padStart(4, '0');

export const ledgerKeys = {
  config: (digest: string): string => `config/${digest}.json`,
  windowsFolder: 'windows/',
  window: (start: string): string => `windows/${start}.json`,
  snapshotsFolder: 'snapshots/',
  /** All items of the rounds up to the window that starts at `through`. */
  snapshot: (through: string): string => `snapshots/${through}.parquet`,
  classesFolder: 'classes/',
  classes: (version: number): string => `classes/v${numbered(version)}.json`,
  projectsFolder: 'projects/',
  projects: (generation: number): string => `projects/v${numbered(generation)}.json`,
  opened: (round: string): string => `rounds/${round}/opened.json`,
  censusPartsFolder: (round: string): string => `rounds/${round}/census/`,
  censusPart: (round: string, part: number): string => `rounds/${round}/census/part-${numbered(part)}.parquet`,
  census: (round: string): string => `rounds/${round}/census.json`,
  draw: (round: string): string => `rounds/${round}/draw.parquet`,
  /** What a draw was taken from; the draw names the one that is its own. */
  population: (round: string, digest: string): string => `rounds/${round}/population/${digest}.json`,
  /** Which Label Studio projects hold the round's tasks: those of its first attempt, whatever generation the loop is at. */
  roundProjects: (round: string): string => `rounds/${round}/projects.json`,
  tasks: (round: string): string => `rounds/${round}/tasks.parquet`,
  annotationsFolder: (round: string): string => `rounds/${round}/annotations/`,
  annotations: (round: string, version: number): string => `rounds/${round}/annotations/v${numbered(version)}.parquet`,
  labelsFolder: (round: string): string => `rounds/${round}/labels/`,
  labels: (round: string, version: number): string => `rounds/${round}/labels/v${numbered(version)}.parquet`,
  filingFolder: (round: string): string => `rounds/${round}/filing/`,
  filing: (round: string, version: number): string => `rounds/${round}/filing/v${numbered(version)}.parquet`,
  filingPart: (round: string, version: number, offset: number): string =>
    `rounds/${round}/filing-parts/v${numbered(version)}-${String(offset).padStart(8, '0')}.parquet`,
  noisyPlan: (round: string): string => `rounds/${round}/noisy/plan.parquet`,
  noisyPart: (round: string, offset: number): string =>
    `rounds/${round}/noisy-parts/${String(offset).padStart(8, '0')}.parquet`,
  noisyFiling: (round: string): string => `rounds/${round}/noisy/filing.parquet`,
  estimatesFolder: (round: string): string => `rounds/${round}/estimates/`,
  estimate: (round: string, version: number): string => `rounds/${round}/estimates/v${numbered(version)}.json`,
  reportsFolder: (round: string): string => `rounds/${round}/reports/`,
  report: (round: string, version: number): string => `rounds/${round}/reports/v${numbered(version)}.html`,
  /** Every number of that page. */
  reportData: (round: string, version: number): string => `rounds/${round}/reports/v${numbered(version)}.json`,
  loopReportsFolder: 'reports/',
  /** The page over all rounds, as the round of the window that starts at `start` wrote it with its version. */
  loopReport: (start: string, version: number): string => `reports/${start}-v${numbered(version)}.html`,
  loopReportData: (start: string, version: number): string => `reports/${start}-v${numbered(version)}.json`,
  closed: (round: string): string => `rounds/${round}/closed.json`,
  dataset: (digest: string): string => `datasets/${digest}/manifest.jsonl`,
  datasetChanges: (digest: string): string => `datasets/${digest}/changes.jsonl`,
  datasetSummary: (digest: string): string => `datasets/${digest}/dataset.json`,
  /** Of what the store was probed with; nothing there is an artifact, and nothing stays. */
  probesFolder: 'probes/',
  forgottenFolder: 'forgotten/',
  /** What `annoloop forget` took out, and which artifacts it wrote anew. */
  forgotten: (number: number): string => `forgotten/${numbered(number)}.json`,
  retrainingsFolder: 'retrainings/',
  retraining: (number: number): string => `retrainings/${numbered(number)}.json`,
};

/** Version of `…/vNNNN.ext`, or null for any other key. */
export function versionOf(key: string): number | null {
  const match = /\/v(\d{4,})\.[a-z]+$/.exec(key);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** Start of `windows/START.json`, or null for any other key. */
export function windowStartOf(key: string): string | null {
  return /^windows\/(.+)\.json$/.exec(key)?.[1] ?? null;
}

/** Start of the last window in `snapshots/START.parquet`, or null for any other key. */
export function snapshotThrough(key: string): string | null {
  return /^snapshots\/(.+)\.parquet$/.exec(key)?.[1] ?? null;
}
