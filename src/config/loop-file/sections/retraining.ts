import { z } from 'zod';
import { nearest } from '../did-you-mean';
import { duration } from '../fields/duration';
import { inWords, oneOf, text, wholeNumber, yesOrNo } from '../fields/plain';
import { listOf, section } from '../fields/section';
import { share } from '../fields/share';
import { tagKey } from '../fields/tag-key';
import { inOneMessage, shown, wanting } from '../fields/words';

export const evaluationSchema = section('evaluation: { confidence: 0.95, target: 0.85 }', {
  confidence: share({ above: 0.5, below: 1 }).prefault(0.95).describe('Confidence level of every interval.'),
  target: share().optional().describe('The accuracy that the team wants. Default: none is stated.'),
  interval: oneOf(['wilson', 'clopper-pearson'])
    .prefault('wilson')
    .describe('wilson, or clopper-pearson: exact and wider.'),
  slices: listOf(tagKey(), 'slices: [device, site]', 0, 10)
    .prefault([])
    .describe('Tags by whose values the accuracy is estimated too, at most 10. Default: none.'),
  perceptualRadius: wholeNumber(0, 32)
    .optional()
    .describe(
      'Images that look like one of the evaluation draw are not trained on: their hashes differ in at most so many of 64 bits. Default: off.',
    ),
});

const RULES = 'when: { newLabels: 100 }, when: { accuracyBelow: 0.85 } or when: always';

const whenSchema = z.union(
  [
    z.literal('always'),
    section(RULES, {
      newLabels: wholeNumber(1, 100_000_000)
        .optional()
        .describe('Propose a retraining when there are this many new training labels since the last.'),
      accuracyBelow: share({ above: 0 }).optional().describe('Propose one when the estimated accuracy is below this.'),
    }),
  ],
  {
    error: ({ input }) => inOneMessage({ wrong: `is no rule: ${shown(input)}`, instead: `write ${RULES}` }),
  },
);

const KINDS = ['activity', 'webhook', 'label-studio-ml', 'none'];
const KINDS_ADVICE = `${inWords(KINDS)}, as in trigger: { kind: none }`;

const text200 = (example: string) => text(example, 1, 200);

const triggerSchema = z.discriminatedUnion(
  'kind',
  [
    section('trigger: { kind: activity, taskQueue: annoloop-training, activity: train_model }', {
      kind: z.literal('activity').describe('A Temporal activity on a task queue of its own, in any language.'),
      taskQueue: text200('annoloop-training').describe("The trainer's task queue."),
      activity: text200('train_model').describe("The activity's name."),
      timeout: duration('1m').prefault('24h').describe('How long a training may take.'),
      heartbeat: duration('5s').prefault('5m').describe('A trainer that is silent for longer is taken for dead.'),
    }),
    section('trigger: { kind: webhook, url: https://trainer.example/train }', {
      kind: z.literal('webhook').describe('An HTTP request that is answered when the training is done.'),
      url: z
        .string({ error: wanting('an http or https URL', 'write an address such as https://trainer.example/train') })
        .describe("The trainer's address, http or https, without credentials."),
      timeout: duration('1m').prefault('24h').describe('How long a training may take.'),
    }),
    section('trigger: { kind: label-studio-ml, backendId: 1 }', {
      kind: z.literal('label-studio-ml').describe('Training by an ML backend of Label Studio.'),
      backendId: wholeNumber(1, 2_147_483_647).describe("The backend's id in Label Studio."),
    }),
    section('trigger: { kind: none }', {
      kind: z.literal('none').describe('Nothing is called: the dataset is the result.'),
    }),
  ],
  {
    error: ({ input }) => {
      if (typeof input !== 'object' || input === null) {
        return inOneMessage({
          wrong: `must be a mapping with a \`kind\`, not ${shown(input)}`,
          instead: `write ${KINDS_ADVICE}`,
        });
      }
      const kind = 'kind' in input ? input.kind : undefined;
      return wanting(inWords(KINDS), () => {
        const near = typeof kind === 'string' ? nearest(kind, KINDS) : null;
        return near === null ? `write ${KINDS_ADVICE}` : `did you mean ${near}?`;
      })({ input: kind });
    },
  },
);

const approvalSchema = section('approval: { required: true, timeout: 72h }', {
  required: yesOrNo().prefault(true).describe('Whether an operator decides before a retraining.'),
  timeout: duration('1m').prefault('72h').describe('An undecided proposal expires after this, without retraining.'),
});

export const retrainingSchema = section('retraining: { when: { newLabels: 100 }, trigger: { kind: none } }', {
  when: whenSchema
    .prefault({ newLabels: 100 })
    .describe('When a retraining is proposed: newLabels, accuracyBelow or always.'),
  approval: approvalSchema.prefault({}).describe('Who decides, and until when.'),
  trigger: triggerSchema.prefault({ kind: 'none' }).describe('How the retraining is started.'),
  validation: share({ below: 1 })
    .prefault(0)
    .describe('Share of the dataset that is marked for validation, by group: no item ever changes sides.'),
});
