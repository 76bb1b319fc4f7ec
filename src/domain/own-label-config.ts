import { type Element, type Node, XMLSerializer } from '@xmldom/xmldom';
import { ANSWER_CONTROL, BLIND_DATA, CANNOT_TELL, IMAGE_OBJECT, NONE_OF_THESE } from './label-config';
import { parseLabelConfig } from './label-config-xml';

/**
 * What is wrong with a user's own label config, each with what to write instead; nothing where it fits the loop. One config
 * serves both projects: for the blind ones `withoutPrediction` takes out what would show the prediction, so the image and
 * the answers may not depend on that. Label Studio's own rules are its own to check (`validateLabelConfig`).
 * @param classes present names of the loop's classes
 */
export function checkLabelConfig(xml: string, classes: readonly string[]): string[] {
  const parsed = parseLabelConfig(xml);
  if (typeof parsed === 'string') return [parsed];
  const root = parsed.documentElement;
  if (!root || tagOf(root) !== 'view') return ['it must be one <View>…</View>'];

  const problems = [...imageProblems(root), ...controlProblems(root, classes)];
  if (problems.length > 0) return problems;
  removeRevealing(root);
  return [...imageProblems(root), ...controlProblems(root, classes)].length === 0
    ? []
    : [
        `the image or the choices stand in or are an element that shows task data other than ${listed(BLIND_DATA.map((name) => `$${name}`))}: that element is left out of blind projects, so put the data into a <Header> of its own`,
      ];
}

/**
 * The config for people who must not know the prediction: without the elements of which an attribute names task data
 * other than image, item and round. @param xml one without problems
 */
export function withoutPrediction(xml: string): string {
  const parsed = parseLabelConfig(xml);
  if (typeof parsed === 'string') throw new Error(`the label config cannot be read: ${parsed}`);
  if (parsed.documentElement) removeRevealing(parsed.documentElement);
  return new XMLSerializer().serializeToString(parsed);
}

/** What can be chosen as the answer, as Label Studio stores it; or what is wrong with the config, in words. */
export function offeredAnswers(xml: string): string[] | string {
  const parsed = parseLabelConfig(xml);
  if (typeof parsed === 'string') return parsed;
  const root = parsed.documentElement;
  if (!root) return 'it is empty';
  const [problem] = [...imageProblems(root), ...controlProblems(root, null)];
  if (problem !== undefined) return problem;
  const control = elements(root, 'choices').find((one) => one.getAttribute('name') === ANSWER_CONTROL);
  return control ? choicesOf(control) : [];
}

function imageProblems(root: Element): string[] {
  const images = elements(root, 'image');
  const used = images.find((image) => image.getAttribute('value') === '$image');
  if (!used) return [`it shows no image: add <Image name="${IMAGE_OBJECT}" value="$image"/>`];
  const name = used.getAttribute('name');
  if (name === IMAGE_OBJECT) return [];
  return [
    `the image must be named '${IMAGE_OBJECT}', not '${name ?? ''}': <Image name="${IMAGE_OBJECT}" value="$image"/>`,
  ];
}

/** @param classes null where its choices are not in question */
function controlProblems(root: Element, classes: readonly string[] | null): string[] {
  const controls = elements(root, 'choices');
  const control = controls.find((one) => one.getAttribute('name') === ANSWER_CONTROL);
  if (!control) {
    const others = controls.map((one) => `'${one.getAttribute('name') ?? ''}'`);
    const found = others.length === 0 ? '' : `, and ${listed(others)} ${others.length === 1 ? 'is' : 'are'} not read`;
    return [
      `answers are read from <Choices name="${ANSWER_CONTROL}" toName="${IMAGE_OBJECT}">, which is missing${found}`,
    ];
  }
  const problems: string[] = [];
  if (control.getAttribute('toName') !== IMAGE_OBJECT) {
    problems.push(`<Choices name="${ANSWER_CONTROL}"> must have toName="${IMAGE_OBJECT}"`);
  }
  if (!['single', 'single-radio', null].includes(control.getAttribute('choice'))) {
    problems.push(`<Choices name="${ANSWER_CONTROL}"> must have choice="single": an image has one class`);
  }
  if (control.hasAttribute('value')) {
    problems.push(`<Choices name="${ANSWER_CONTROL}"> must list its choices, not take them from task data by value=`);
  }
  if (control.getAttribute('perRegion') === 'true') {
    problems.push(`<Choices name="${ANSWER_CONTROL}"> must not be perRegion: the answer is about the whole image`);
  }
  return classes === null ? problems : [...problems, ...choiceProblems(control, classes)];
}

function choiceProblems(control: Element, classes: readonly string[]): string[] {
  const offered = choicesOf(control);
  const wanted = [...classes, NONE_OF_THESE, CANNOT_TELL];
  const missing = without(wanted, offered);
  const unknown = without(offered, wanted);
  const twice = repeated(offered);
  return [
    ...firstOf(missing, (name) => `add ${newChoice(control, name)} to <Choices name="${ANSWER_CONTROL}">`),
    ...firstOf(unknown, (name) => `'${name}' is no class of this loop: take the choice out, or add it to classes`),
    ...firstOf(twice, (name) => `'${name}' is offered twice: take one of the choices out`),
  ];
}

const without = (names: readonly string[], others: readonly string[]): string[] => {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
};

const repeated = (names: readonly string[]): string[] => {
  const seen = new Set<string>();
  return [...new Set(names.filter((name) => seen.has(name) || !seen.add(name)))];
};

/** Nobody reads ten thousand lines of one kind. */
const MOST_OF_A_KIND = 20;

function firstOf(names: readonly string[], words: (name: string) => string): string[] {
  const said = names.slice(0, MOST_OF_A_KIND).map(words);
  return names.length > said.length ? [...said, `and so on, ${names.length} choices in all`] : said;
}

/** With an alias, the alias is what Label Studio stores. */
const choicesOf = (control: Element): string[] =>
  elements(control, 'choice').map((one) => one.getAttribute('alias') ?? one.getAttribute('value') ?? '');

/** Serialized, so that a name with `&` is shown as it has to be written. */
function newChoice(control: Element, name: string): string {
  const element = control.ownerDocument?.createElement('Choice');
  element?.setAttribute('value', name);
  return element ? new XMLSerializer().serializeToString(element) : `<Choice value="${name}"/>`;
}

function removeRevealing(element: Element): void {
  for (const child of childElements(element)) {
    if (reveals(child)) element.removeChild(child);
    else removeRevealing(child);
  }
}

const reveals = (element: Element): boolean =>
  [...element.attributes].some(({ value }) =>
    [...value.matchAll(/\$([A-Za-z_]\w*)/g)].some(([, field]) => field !== undefined && !BLIND_DATA.includes(field)),
  );

/** Label Studio does not mind the case of tags. */
const tagOf = (element: Element): string => element.nodeName.toLowerCase();

const elements = (root: Element, tag: string): Element[] =>
  childElements(root).flatMap((child) => [...(tagOf(child) === tag ? [child] : []), ...elements(child, tag)]);

const childElements = (element: Element): Element[] =>
  [...element.childNodes].filter((node: Node): node is Element => node.nodeType === node.ELEMENT_NODE);

const listed = (names: readonly string[]): string => names.join(', ');
