import type { ClassRegistry } from '../contracts/classes';

const DECIMAL = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const BY_ID = /^(\d{1,4})=(.+)$/;

/**
 * Scores of classes by class id, each 0..1, from a tag: all of them in the order of the classes (`0.71 0.02 …`), or some
 * by class id (`03=0.71 00=0.2`); separated by spaces or colons, since S3 takes no comma in a tag. A list in order has a
 * score for each class of the loop file, or one for each id where classes were retired; as ids are appended, a model that
 * does not know the newest classes may give fewer while none is retired. Null for anything else: it is not guessed at.
 */
export function readScores(text: string, { classes }: ClassRegistry): Record<string, number> | null {
  const words = text.split(/[\s:]+/).filter((word) => word !== '');
  const entries = words.every((word) => BY_ID.test(word)) ? byId(words) : inOrder(words, classes);
  if (entries === null || entries.length === 0) return null;
  const known = new Set(classes.map(({ id }) => id));
  const scores = new Map<number, number>();
  for (const [id, word] of entries) {
    const score = DECIMAL.test(word) ? Number(word) : Number.NaN;
    if (!known.has(id) || scores.has(id) || !(score >= 0 && score <= 1)) return null;
    scores.set(id, score);
  }
  return Object.fromEntries(scores);
}

const byId = (words: readonly string[]): [number, string][] =>
  words.map((word) => {
    const [, id = '', score = ''] = BY_ID.exec(word) ?? [];
    return [Number(id), score];
  });

function inOrder(words: readonly string[], classes: ClassRegistry['classes']): [number, string][] | null {
  const present = classes.filter(({ retired }) => !retired);
  const fits =
    words.length === present.length ||
    (present.length === classes.length && words.length < present.length && words.length > 1);
  const order = fits ? present : words.length === classes.length ? classes : null;
  return order && words.map((word, at) => [order[at]?.id ?? -1, word]);
}
