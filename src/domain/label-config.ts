import type { Purpose } from '../contracts/loop-config';

/** The answer that the model was wrong: it is none of the classes. */
export const NONE_OF_THESE = 'None of these';
/** The answer that nobody could tell from the picture: it counts as missing. */
export const CANNOT_TELL = 'Cannot tell';

/** The control that holds the answer, and the image that it is about: Label Studio's results name both. */
export const ANSWER_CONTROL = 'label';
export const IMAGE_OBJECT = 'image';

/** So that a square image and the choices below it fit a laptop's screen without scrolling. */
const IMAGE_WIDTH = '540px';

/** Data that every task has, blind or not. All else tells something about the prediction. */
export const BLIND_DATA: readonly string[] = ['image', 'item', 'round'];

/** Keys for the first classes, so that most answers are one key press; the two extra answers have their own. */
const CLASS_KEYS = [...'1234567890qwertyuiop'];
const EXTRA_KEYS = { [NONE_OF_THESE]: 'z', [CANNOT_TELL]: 'x' };

/** Does the project show people what the model said? Evaluation never does. */
export const showsPrediction = (purpose: Purpose, blind: boolean): boolean => purpose === 'training' && !blind;

/**
 * The Label Studio XML of a loop without one of its own: the image, every class, *None of these* and *Cannot tell*, one of
 * them to be chosen. Where the prediction is shown it stands above the image, beside what a user corrected it to.
 * @param classes names in the order of their ids
 */
export function makeLabelConfig(classes: readonly string[], options: { showPrediction: boolean }): string {
  const choices = [
    ...classes.map((name, i) => choice(name, CLASS_KEYS[i])),
    ...Object.entries(EXTRA_KEYS).map(([name, key]) => choice(name, key)),
  ];
  return [
    '<View>',
    ...(options.showPrediction ? PREDICTION_HEADERS : []),
    `  <Image name="${IMAGE_OBJECT}" value="$image" zoom="true" zoomControl="true" rotateControl="true" maxWidth="${IMAGE_WIDTH}"/>`,
    `  <Choices name="${ANSWER_CONTROL}" toName="${IMAGE_OBJECT}" choice="single" showInline="true" required="true" requiredMessage="Choose one answer, or skip the task.">`,
    ...choices.map((line) => `    ${line}`),
    '  </Choices>',
    '</View>',
  ].join('\n');
}

/** Each begins with a word: a value that is a variable alone would make its field compulsory in every task. */
const PREDICTION_HEADERS = [
  '  <Header size="5" value="Predicted: $predicted_class"/>',
  '  <Header size="5" value="Confidence: $confidence"/>',
  '  <Header size="5" value="Corrected by a user to: $corrected_class"/>',
];

const choice = (name: string, key: string | undefined): string =>
  `<Choice value="${escaped(name)}"${key === undefined ? '' : ` hotkey="${key}"`}/>`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
