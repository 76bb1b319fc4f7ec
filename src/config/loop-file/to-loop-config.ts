import type { DrawConfig, DrawSize, LoopConfig, RetrainingConfig, ScheduleConfig } from '../../contracts/loop-config';
import { drawSize } from '../../domain/drawing/draw-size';
import type { Draw, LoopFile } from './loop-file-schema';
import { DOUBTING } from './sections/draws';

/** The configuration that a checked loop file says, every default that depends on other keys filled in. */
export function toLoopConfig(file: LoopFile, labelConfig: string | null): LoopConfig {
  const { annotation, evaluation, filing, source, predictions } = file;
  const draws = file.draws.map(toDraw);
  const evaluationSize = leastSize(
    draws.find(({ purpose }) => purpose === 'evaluation')?.size ?? 0,
    evaluation.confidence,
  );
  const { until } = annotation;
  const target = filing.mode === 'in-place' ? source : filing;
  return {
    name: file.name,
    seed: file.seed ?? file.name,
    source: { bucket: source.bucket, prefix: source.prefix, since: source.since ?? null },
    ledger: file.ledger,
    predictions: { from: predictions.from, tags: { ...predictions.tags, group: predictions.tags.group ?? null } },
    classes: file.classes,
    schedule: toSchedule(file.schedule),
    maxOpenRounds: file.maxOpenRounds,
    settleMs: file.settle,
    lookbackMs: file.lookback,
    feedbackMs: file.feedback,
    draws,
    annotation: {
      project: annotation.project ?? file.name,
      labelConfig,
      annotators: annotation.annotators,
      disputes: annotation.disputes,
      images: annotation.images,
      blind: annotation.blind,
      until: {
        evaluation: {
          answered: until.evaluation.answered,
          atLeast: until.evaluation.atLeast ?? Math.ceil(evaluationSize * 0.8),
        },
        training: until.training,
        deadlineMs: until.deadline,
      },
      closeMs: annotation.close ?? 2 * until.deadline,
      pollMs: annotation.poll,
      openTasks: annotation.openTasks,
    },
    filing: {
      // The check between sections saw to it that there is one.
      bucket: target.bucket ?? source.bucket,
      prefix: target.prefix ?? '',
      mode: filing.mode,
      noisyAbove: filing.noisyAbove ?? null,
      acceptUnsafeDelete: filing.acceptUnsafeDelete ?? false,
    },
    evaluation: {
      ...evaluation,
      target: evaluation.target ?? null,
      perceptualRadius: evaluation.perceptualRadius ?? null,
    },
    retraining: toRetraining(file.retraining),
  };
}

function toSchedule({ every, offset, cron, timezone }: LoopFile['schedule']): ScheduleConfig {
  if (cron !== undefined) return { kind: 'cron', cron, timezone: timezone ?? 'UTC' };
  return { kind: 'interval', everyMs: every ?? 0, offsetMs: offset ?? 0 };
}

/** A margin asks for the fewest answers where the model is nearly always right. */
const leastSize = (size: DrawSize, confidence: number): number => drawSize(size, null, { confidence, expected: 1 });

function toDraw({
  name,
  strategy,
  purpose,
  size,
  minPerVersion,
  below,
  above,
  take,
  where,
  ...rest
}: Draw): DrawConfig {
  return {
    name,
    strategy,
    purpose,
    size: size ?? null,
    minPerVersion: minPerVersion ?? null,
    below: below ?? null,
    above: above ?? null,
    // Where nothing can be taken first, `size` alone says it: so many at random.
    take: take ?? (size === undefined || DOUBTING.includes(strategy) ? 'all' : 'sample'),
    weights: rest.weights ?? null,
    diverse:
      strategy === 'diverse'
        ? { pool: rest.pool ?? 2000, radius: rest.radius ?? 6, perClass: rest.perClass ?? null }
        : null,
    where: {
      predictedClass: where?.predictedClass ?? null,
      capturedWithinMs: where?.capturedWithin ?? null,
      tags: where?.tags ?? {},
    },
  };
}

function toRetraining({ when, approval, trigger, validation }: LoopFile['retraining']): RetrainingConfig {
  return {
    when:
      when === 'always'
        ? { kind: 'always' }
        : when.accuracyBelow !== undefined
          ? { kind: 'accuracyBelow', below: when.accuracyBelow }
          : { kind: 'newLabels', atLeast: when.newLabels ?? 0 },
    approval: { required: approval.required, timeoutMs: approval.timeout },
    trigger: toTrigger(trigger),
    validation,
  };
}

function toTrigger(trigger: LoopFile['retraining']['trigger']): RetrainingConfig['trigger'] {
  switch (trigger.kind) {
    case 'activity': {
      const { kind, taskQueue, activity, timeout, heartbeat } = trigger;
      return { kind, taskQueue, activity, timeoutMs: timeout, heartbeatMs: heartbeat };
    }
    case 'webhook':
      return { kind: 'webhook', url: trigger.url, timeoutMs: trigger.timeout };
    default:
      return trigger;
  }
}
