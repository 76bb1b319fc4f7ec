import { z } from 'zod';
import type { ArtifactRef } from '../contracts/artifact';
import type { RetrainingRecord } from '../contracts/retraining';
import { ledgerKeys } from '../domain/layout';
import { artifactRefSchema } from '../ledger/artifact-ref-schema';
import type { Ledger } from '../ledger/port';

const nullableNumber = z.number().nullable();

/** `retrainings/NNNN.json`, read back. */
export const retrainingRecordSchema: z.ZodType<RetrainingRecord> = z.object({
  number: z.number().int().positive(),
  loop: z.string(),
  proposal: z.object({
    digest: z.string(),
    manifest: artifactRefSchema,
    estimate: artifactRefSchema,
    classes: artifactRefSchema,
    round: z.string(),
    headline: z.object({
      value: nullableNumber,
      lower: nullableNumber,
      upper: nullableNumber,
      n: z.number(),
      sufficient: z.boolean(),
    }),
    items: z.number(),
    newLabels: z.number(),
    because: z.string(),
    expiresAt: z.string().nullable(),
  }),
  decision: z.object({
    digest: z.string(),
    verdict: z.enum(['approve', 'reject', 'expire']),
    by: z.string(),
    at: z.string(),
    comment: z.string().nullable(),
  }),
  trigger: z.enum(['activity', 'webhook', 'label-studio-ml', 'none']),
  result: z
    .object({
      modelVersion: z.string(),
      metrics: z.record(z.string(), nullableNumber),
      model: z.object({ bucket: z.string(), key: z.string() }).nullable(),
    })
    .nullable(),
  failure: z.string().nullable(),
});

/** All retrainings of a loop, oldest first, refused and expired ones included. */
export async function listRetrainings(ledger: Ledger): Promise<{ record: RetrainingRecord; ref: ArtifactRef }[]> {
  const keys = (await ledger.list(ledgerKeys.retrainingsFolder)).map(({ key }) => key).sort();
  const records: { record: RetrainingRecord; ref: ArtifactRef }[] = [];
  for (const key of keys) {
    const ref = await ledger.find(key);
    if (ref) records.push({ record: await ledger.readJson(ref, retrainingRecordSchema), ref });
  }
  return records;
}
