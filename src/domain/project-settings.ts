import type { LoopConfig, Purpose } from '../contracts/loop-config';
import { CANNOT_TELL, makeLabelConfig, NONE_OF_THESE, showsPrediction } from './label-config';
import { withoutDeclaration } from './label-config-xml';
import { withoutPrediction } from './own-label-config';

/** Label Studio allows titles of 3 to 50 characters. */
const LONGEST_TITLE = 50;

const INSTRUCTION = [
  'Choose what the picture shows.',
  `'${NONE_OF_THESE}' says that it shows something else; '${CANNOT_TELL}' that nobody could say from this picture.`,
  'Skip what somebody else should decide.',
].join(' ');

/** `NAME · evaluation`, or `NAME · evaluation 2` for a later generation; a long name is shortened with an ellipsis. */
export function projectTitle(project: string, purpose: Purpose, generation: number): string {
  const suffix = ` · ${purpose}${generation > 1 ? ` ${generation}` : ''}`;
  const room = LONGEST_TITLE - [...suffix].length;
  // By code points, as Label Studio counts.
  const name = [...project.trim()];
  return (name.length <= room ? name : [...name.slice(0, room - 1), '…']).join('') + suffix;
}

/** The line of a description by which a project is found again, whatever people call it. */
export const projectMarker = (config: LoopConfig, purpose: Purpose, generation: number): string =>
  `annoloop loop=${config.name} ledger=${config.ledger.bucket}/${config.ledger.prefix} purpose=${purpose} generation=${generation}`;

/** The label config of a project: the loop's own or made from its classes, without the prediction where people are blind. */
export function labelConfigFor({ annotation, classes }: LoopConfig, purpose: Purpose): string {
  const showPrediction = showsPrediction(purpose, annotation.blind);
  if (annotation.labelConfig !== null) {
    return showPrediction ? withoutDeclaration(annotation.labelConfig) : withoutPrediction(annotation.labelConfig);
  }
  return makeLabelConfig(
    classes.map(({ name }) => name),
    { showPrediction },
  );
}

/** What Annoloop keeps as it is in the loop file, at each round. */
export function projectSettings(config: LoopConfig, purpose: Purpose, generation: number) {
  const { annotators, project } = config.annotation;
  return {
    title: projectTitle(project, purpose, generation),
    label_config: labelConfigFor(config, purpose),
    maximum_annotations: annotators,
    show_collab_predictions: false,
    // A skip goes to another person where the task has one. Where it has not, the task would stay open for ever.
    skip_queue: annotators > 1 ? ('REQUEUE_FOR_OTHERS' as const) : ('IGNORE_SKIPPED' as const),
  };
}

/** What a new project gets besides; people may change these. */
export const firstSettings = (config: LoopConfig, purpose: Purpose, generation: number) => ({
  description: [
    `Tasks of the Annoloop loop ${config.name}: ${purpose === 'evaluation' ? 'measure the model, people answer blind' : 'teach the model'}.`,
    'Keep the next line, the project is found by it.',
    projectMarker(config, purpose, generation),
  ].join('\n'),
  expert_instruction: INSTRUCTION,
  show_instruction: false,
  // Submitting without an answer would be no answer.
  enable_empty_annotation: false,
});
