import { z } from 'zod';
import type { LoopConfig } from '../contracts/loop-config';

const text = z.string();
const ms = z.number().int().min(0);
const share = z.number().min(0).max(1);
const count = z.number().int().min(1);
const bits = z.number().int().min(0).max(64);
const place = { bucket: text, prefix: text };

const source = z.strictObject({ ...place, since: text.nullable() });

const predictions = z.strictObject({
  from: z.literal('tags'),
  tags: z.strictObject({
    predictedClass: text,
    confidence: text,
    scores: text.default('scores'),
    timestamp: text,
    modelVersion: text,
    flagged: text,
    correctedClass: text,
    group: text.nullable(),
  }),
});

const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('interval'), everyMs: ms, offsetMs: ms }),
  z.strictObject({ kind: z.literal('cron'), cron: text, timezone: text }),
]);

const draw = z.strictObject({
  name: text,
  strategy: z.enum([
    'random',
    'all',
    'low-confidence',
    'margin',
    'entropy',
    'flagged',
    'corrected',
    'class-weighted',
    'diverse',
  ]),
  purpose: z.enum(['evaluation', 'training']),
  size: z.union([count, z.strictObject({ margin: share })]).nullable(),
  minPerVersion: count.nullable().default(null),
  below: share.nullable(),
  above: share.nullable().default(null),
  take: z.enum(['all', 'sample', 'lowest', 'highest']),
  weights: z.record(text, z.number().min(0)).nullable().default(null),
  diverse: z.strictObject({ pool: count, radius: bits, perClass: count.nullable() }).nullable().default(null),
  where: z.strictObject({
    predictedClass: z.array(text).nullable(),
    capturedWithinMs: ms.nullable(),
    tags: z.record(text, z.array(text)),
  }),
});

const annotation = z.strictObject({
  project: text,
  labelConfig: text.nullable(),
  annotators: z.number().int().min(1),
  disputes: z.enum(['reissue', 'leave']).default('reissue'),
  images: z.enum(['link', 'storage', 'presigned']),
  blind: z.boolean(),
  until: z.strictObject({
    evaluation: z.strictObject({ answered: share, atLeast: z.number().int().min(0) }),
    training: z.strictObject({ answered: share }),
    deadlineMs: ms,
  }),
  closeMs: ms,
  pollMs: ms,
  openTasks: z.enum(['keep', 'delete']),
});

const trigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('activity'), taskQueue: text, activity: text, timeoutMs: ms, heartbeatMs: ms }),
  z.strictObject({ kind: z.literal('webhook'), url: text, timeoutMs: ms }),
  z.strictObject({ kind: z.literal('label-studio-ml'), backendId: z.number().int() }),
  z.strictObject({ kind: z.literal('none') }),
]);

const retraining = z.strictObject({
  when: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('newLabels'), atLeast: z.number().int().min(1) }),
    z.strictObject({ kind: z.literal('accuracyBelow'), below: share }),
    z.strictObject({ kind: z.literal('always') }),
  ]),
  approval: z.strictObject({ required: z.boolean(), timeoutMs: ms }),
  trigger,
  validation: share.default(0),
});

const thisVersion: z.ZodType<LoopConfig> = z.strictObject({
  name: text,
  seed: text,
  source,
  ledger: z.strictObject(place),
  predictions,
  classes: z.array(z.strictObject({ name: text, was: z.array(text) })),
  schedule,
  maxOpenRounds: z.number().int().min(1),
  settleMs: ms,
  lookbackMs: ms,
  feedbackMs: ms,
  draws: z.array(draw),
  annotation,
  filing: z.strictObject({
    ...place,
    mode: z.enum(['move', 'copy', 'in-place']),
    noisyAbove: share.nullable(),
    acceptUnsafeDelete: z.boolean().default(false),
  }),
  evaluation: z.strictObject({
    confidence: share,
    target: share.nullable(),
    interval: z.enum(['wilson', 'clopper-pearson']),
    slices: z.array(text).default([]),
    perceptualRadius: bits.nullable().default(null),
  }),
  retraining,
});

/**
 * What workers read of `config/DIGEST.json`. A key that a later version adds gets its default here, so that what older
 * versions stored goes on working; what cannot be read says whether to apply again or to upgrade the worker.
 */
export const storedLoopConfigSchema: z.ZodType<LoopConfig> = z.unknown().transform((stored, context) => {
  const parsed = thisVersion.safeParse(stored);
  if (parsed.success) return parsed.data;
  const unknown = parsed.error.issues.find((issue) => issue.code === 'unrecognized_keys');
  const at = parsed.error.issues
    .map(({ path }) => path.join('.') || 'the whole document')
    .slice(0, 5)
    .join(', ');
  const message =
    unknown === undefined
      ? `this configuration was stored by another version of Annoloop (it differs at ${at}): run \`annoloop apply\` with the loop file again`
      : `this configuration was stored by a newer version of Annoloop (it has ${unknown.keys.map((key) => [...unknown.path, key].join('.')).join(', ')}): upgrade this worker`;
  context.addIssue({ code: 'custom', message, input: stored });
  return z.NEVER;
});
