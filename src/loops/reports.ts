import { z } from 'zod';
import type { ArtifactRef } from '../contracts/artifact';
import type { LoopReport, RoundReport } from '../contracts/report';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { estimateSchema } from './estimates';
import { retrainingRecordSchema } from './retraining-records';

const nullable = z.number().nullable();
const classes = z.array(z.object({ id: z.number(), name: z.string() }));
const counts = z.record(z.string(), z.number());
const labelCounts = z.object({
  labelled: z.number(),
  skipped: z.number(),
  disputed: z.number(),
  superseded: z.number(),
  missing: z.number(),
});

const point = z.object({
  round: z.string(),
  window: z.object({ start: z.string(), end: z.string() }),
  version: z.number(),
  modelVersion: z.string().nullable(),
  modelVersions: z.number(),
  accuracy: z.object({ n: z.number(), successes: z.number(), value: nullable, lower: nullable, upper: nullable }),
  sufficient: z.boolean(),
  target: nullable,
});

const mistake = z.object({
  itemId: z.string(),
  predicted: z.number(),
  labelled: z.union([z.number(), z.literal('none')]),
  confidence: nullable,
  modelVersion: z.string().nullable(),
  task: z.object({ project: z.number(), task: z.number(), link: z.string() }).nullable(),
});

const draw = z.object({
  name: z.string(),
  purpose: z.enum(['evaluation', 'training']),
  matched: z.number(),
  taken: z.number(),
});

/** `rounds/ID/reports/vNNNN.json`, read back. */
export const roundReportSchema: z.ZodType<RoundReport> = z.object({
  classes,
  estimate: estimateSchema,
  funnel: z.object({
    census: z.object({ window: z.number(), late: z.number(), reread: z.number(), unusable: counts }),
    draws: z.array(draw),
    drawn: z.object({ evaluation: z.number(), training: z.number() }),
    labels: labelCounts,
    filing: z.object({
      filed: z.number(),
      kept: z.number(),
      superseded: z.number(),
      gone: z.number(),
      conflict: z.number(),
    }),
  }),
  // Absent in reports of the first release.
  irregularities: z.array(z.string()).default([]),
  history: z.array(point),
  mistakes: z.object({ count: z.number(), shown: z.array(mistake) }),
});

/** `reports/START-vNNNN.json`, read back. */
export const loopReportSchema: z.ZodType<LoopReport> = z.object({
  loop: z.string(),
  writtenBy: z.object({ round: z.string(), version: z.number() }),
  classes,
  estimate: estimateSchema,
  history: z.array(point),
  totals: z.object({ evaluation: labelCounts, training: labelCounts }),
  retrainings: z.array(retrainingRecordSchema),
});

/** A page and its numbers. */
export interface StoredReport {
  page: ArtifactRef;
  /** Null for a page that a release wrote which kept no numbers beside it. */
  data: ArtifactRef | null;
}

/** The report of a round in its newest version, or null while it has none. */
export async function newestRoundReport(ledger: Ledger, round: string): Promise<StoredReport | null> {
  const pages = await pagesIn(ledger, ledgerKeys.reportsFolder(round));
  return stored(ledger, pages.sort((a, b) => compare(b.key, a.key))[0]?.key);
}

/**
 * The loop's report that was written last, or null while it has none. An amendment of an earlier window writes one too
 * and knows what later windows said: so the store's dates decide, and the window where they are equal.
 */
export async function newestLoopReport(ledger: Ledger): Promise<StoredReport | null> {
  const pages = await pagesIn(ledger, ledgerKeys.loopReportsFolder);
  const [newest] = pages.sort((a, b) => compare(b.lastModified, a.lastModified) || compare(b.key, a.key));
  return stored(ledger, newest?.key);
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const pagesIn = async (ledger: Ledger, folder: string) =>
  (await ledger.list(folder)).filter(({ key }) => key.endsWith('.html'));

/** The numbers are written before the page. */
async function stored(ledger: Ledger, key: string | undefined): Promise<StoredReport | null> {
  if (key === undefined) return null;
  const [page, data] = await Promise.all([ledger.find(key), ledger.find(key.replace(/\.html$/, '.json'))]);
  return page && { page, data };
}
