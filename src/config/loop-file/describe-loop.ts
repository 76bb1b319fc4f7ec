import type { DrawConfig, LoopConfig, RetrainingRule, TrainerTrigger } from '../../contracts/loop-config';
import { durationInWords } from '../durations';
import { formatShare } from '../shares';

/** What a loop will do, in plain words, a line for each part. */
export function describeLoop(config: LoopConfig): string {
  const rows: [string, string][] = [
    ['rounds', rounds(config)],
    ...config.draws.map((draw, index): [string, string] => [
      index === 0 ? 'draws' : '',
      `${index + 1}. ${drawInWords(draw)}`,
    ]),
    ['people', people(config)],
    ['until', until(config)],
    ['files', files(config)],
    ['measures', measures(config)],
    ['asks', asks(config)],
    ['ledger', folder(config.ledger)],
  ];
  return [
    `Loop '${config.name}', ${config.classes.length} classes`,
    ...rows.map(([head, body]) => `  ${head.padEnd(9)} ${body}`),
  ].join('\n');
}

const folder = ({ bucket, prefix }: { bucket: string; prefix: string }): string => `s3://${bucket}/${prefix}`;

function rounds({ schedule, source, settleMs, maxOpenRounds }: LoopConfig): string {
  const when =
    schedule.kind === 'cron'
      ? `at '${schedule.cron}' (${schedule.timezone})`
      : `every ${durationInWords(schedule.everyMs)}${schedule.offsetMs > 0 ? ` at +${durationInWords(schedule.offsetMs)}` : ''}`;
  const since = source.since === null ? '' : ` since ${source.since}`;
  const settling = settleMs === 0 ? '' : ` but for the last ${durationInWords(settleMs)}`;
  return `${when}: what is new in ${folder(source)}${since}${settling}; at most ${maxOpenRounds} rounds wait for people`;
}

function drawInWords(draw: DrawConfig): string {
  const { name, purpose, where } = draw;
  const narrowed = [
    ...(where.predictedClass === null ? [] : [`predicted ${where.predictedClass.join(' or ')}`]),
    ...(where.capturedWithinMs === null ? [] : [`captured in the last ${durationInWords(where.capturedWithinMs)}`]),
    ...Object.entries(where.tags).map(([key, values]) => `${key} ${values.join(' or ')}`),
  ];
  const only = narrowed.length === 0 ? '' : `, only ${narrowed.join(' and ')}`;
  return `${name}: ${whatIsDrawn(draw)}${only}; ${purpose === 'evaluation' ? 'labelled blind, never trained on' : 'to train on'}`;
}

function whatIsDrawn({ strategy, size, minPerVersion, below, above, take, weights, diverse }: DrawConfig): string {
  const count = typeof size === 'number' ? size : '';
  const random =
    size !== null && typeof size === 'object'
      ? `as many at random as give ±${Number((size.margin * 100).toFixed(2))} points`
      : `${count} at random`;
  const some = size === null ? 'all' : `up to ${count} at random of those`;
  const least = minPerVersion === null ? '' : `, and at least ${minPerVersion} of each model version`;
  const [under, over] = [formatShare(below ?? 1), formatShare(above ?? 0)];
  switch (strategy) {
    case 'random':
      return `${random}${least}`;
    case 'all':
      return size === null ? 'all' : `up to ${count} at random`;
    case 'flagged':
      return `${some} that users flagged`;
    case 'corrected':
      return `${some} that users corrected`;
    case 'low-confidence':
      return take === 'lowest'
        ? `the ${count} of lowest confidence below ${under}`
        : `${some} with a confidence below ${under}`;
    case 'margin': {
      const limit = below === null ? '' : ` below ${under}`;
      return take === 'lowest'
        ? `the ${count} with the least between the two greatest scores${limit && `,${limit}`}`
        : `${some} with${limit} between the two greatest scores`;
    }
    case 'entropy': {
      const limit = above === null ? '' : ` above ${over}`;
      return take === 'highest' ? `the ${count} of highest entropy${limit}` : `${some} with an entropy${limit}`;
    }
    case 'class-weighted':
      return weights === null
        ? `${count}, the same number of each predicted class`
        : `${count}, weighted by predicted class: ${Object.entries(weights)
            .map(([className, weight]) => `${className} × ${weight}`)
            .join(', ')}`;
    case 'diverse': {
      const quota = diverse?.perClass ? `, at most ${diverse.perClass} of each predicted class` : '';
      return `up to ${count} of ${diverse?.pool ?? 0} at random that look unlike one another${quota}`;
    }
  }
}

function people({ annotation: { project, annotators, images, blind } }: LoopConfig): string {
  const each = annotators === 1 ? 'one person' : `${annotators} people`;
  return `${each} per image, in '${project} · evaluation' and '${project} · training' (images by ${images}${blind ? ', predictions hidden' : ''})`;
}

function until({ annotation: { until: wait, closeMs } }: LoopConfig): string {
  const { evaluation, training, deadlineMs } = wait;
  return `${formatShare(evaluation.answered)} of evaluation and ${formatShare(training.answered)} of training are answered, at most ${durationInWords(deadlineMs)}; late answers count for ${durationInWords(closeMs)}`;
}

function files({ filing }: LoopConfig): string {
  const verb = {
    move: 'moves images to',
    copy: 'copies images to',
    'in-place': 'moves images within the source, to',
  }[filing.mode];
  const noisy =
    filing.noisyAbove === null
      ? ''
      : `; above ${formatShare(filing.noisyAbove)} confidence to noisy/, with the model's own label`;
  const folders = filing.mode === 'in-place' ? 'class_NN/' : '{evaluation,training}/class_NN/';
  const unsafe = filing.acceptUnsafeDelete ? '; also where the store deletes whatever version is there' : '';
  return `${verb} ${folder(filing)}${folders}${noisy}${unsafe}`;
}

function measures({ evaluation, annotation }: LoopConfig): string {
  const target = evaluation.target === null ? '' : `, against a target of ${formatShare(evaluation.target)}`;
  return `accuracy with a ${formatShare(evaluation.confidence)} interval from at least ${annotation.until.evaluation.atLeast} answers${target}`;
}

function asks({ retraining: { when, approval, trigger } }: LoopConfig): string {
  const decision = approval.required
    ? `an operator decides within ${durationInWords(approval.timeoutMs)}`
    : 'nobody is asked';
  return `${due(when)}; ${decision}; then ${start(trigger)}`;
}

function due(when: RetrainingRule): string {
  switch (when.kind) {
    case 'newLabels':
      return `a retraining is proposed with ${when.atLeast} new labels`;
    case 'accuracyBelow':
      return `a retraining is proposed when accuracy is below ${formatShare(when.below)}`;
    case 'always':
      return 'a retraining is proposed after every round';
  }
}

function start(trigger: TrainerTrigger): string {
  switch (trigger.kind) {
    case 'activity':
      return `activity ${trigger.activity} is called on task queue ${trigger.taskQueue}`;
    case 'webhook':
      return `a webhook is called at ${new URL(trigger.url).host}`;
    case 'label-studio-ml':
      return `Label Studio's ML backend ${trigger.backendId} is told to train`;
    case 'none':
      return 'the dataset is the result, and no trainer is called';
  }
}
