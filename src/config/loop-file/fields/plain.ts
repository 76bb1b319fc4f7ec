import { z } from 'zod';
import { nearest } from '../did-you-mean';
import { inOneMessage, shown, wanting } from './words';

/** A whole number within limits, both included. */
export function wholeNumber(least: number, most: number) {
  const error = wanting(`a whole number from ${least} to ${most}`, `write a whole number from ${least} to ${most}`);
  return z.int({ error }).min(least, { error }).max(most, { error });
}

export function yesOrNo() {
  return z.boolean({ error: wanting('true or false', 'write true or false, without quotes') });
}

/** One word of a few. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  const list = inWords(words);
  return z.enum(words, {
    error: wanting(list, (input) => {
      const near = typeof input === 'string' ? nearest(input, words) : null;
      return near === null ? `write ${list}` : `did you mean ${near}?`;
    }),
  });
}

export const inWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** YAML reads `12`, `true` and `null` as other things than text: say how to write them as text. */
const quoteIt =
  (example: string) =>
  (input: unknown): string =>
    typeof input === 'number' || typeof input === 'boolean' || typeof input === 'bigint'
      ? `write it in quotes: '${input}'`
      : `write text, such as ${example}`;

/** Text on one line, without spaces around it. Lengths are in characters. */
export function text(example: string, least = 1, most = 200) {
  const error = wanting('text', quoteIt(example));
  return z.string({ error }).check((context) => {
    const words = flaw(context.value, least, most);
    if (words === null) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: inOneMessage({ wrong: words, instead: `write ${least} to ${most} characters, such as ${example}` }),
    });
  });
}

function flaw(value: string, least: number, most: number): string | null {
  const length = [...value].length;
  if (length === 0) return 'is empty';
  if (value !== value.trim()) return `begins or ends with a space: ${shown(value)}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value)) return 'holds a line break or another control character';
  // A reader of the file would see another text than the one that counts (CVE-2021-42574).
  if (/[\u202a-\u202e\u2066-\u2069]/.test(value)) return 'holds a character that turns the direction of writing around';
  if (length >= least && length <= most) return null;
  return length < least
    ? `has ${length} ${length === 1 ? 'character' : 'characters'}, fewer than ${least}`
    : `has ${length} characters, more than ${most}`;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,38}$/;

/** A name that ids are built of. */
export function plainName(example: string) {
  const error = wanting('1 to 39 lower-case letters, digits and hyphens', (input) => {
    const near = typeof input === 'string' ? slug(input) : '';
    return `write a name such as ${NAME.test(near) ? near : example}`;
  });
  return z.string({ error }).regex(NAME, { error });
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
