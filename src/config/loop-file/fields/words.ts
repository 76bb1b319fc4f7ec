import { maskSecrets } from '../secrets';

/**
 * zod carries one message an issue, and a problem has two parts: what is wrong and what to write. They travel as two
 * lines. The first is a predicate (`must be …`); whoever knows the path puts the subject before it.
 */
export interface Words {
  wrong: string;
  instead: string;
}

export const inOneMessage = ({ wrong, instead }: Words): string => `${wrong}\n${instead}`;

export function fromMessage(message: string): Words {
  const [wrong = '', ...rest] = message.split('\n');
  return { wrong, instead: rest.join(' ') };
}

/** A value as a user would recognize it, short and on one line. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? `'${maskSecrets(value.replace(/\s/g, ' '))}'` : String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/**
 * The message of a field whose value is absent or not what is wanted.
 *
 * @param wanted a noun phrase: `a duration`
 * @param instead what to write, an imperative; may depend on what was written
 */
export function wanting(wanted: string, instead: string | ((input: unknown) => string)) {
  return (issue: { input?: unknown }): string => {
    const { input } = issue;
    const advice = typeof instead === 'string' ? instead : instead(input);
    if (input === undefined) return inOneMessage({ wrong: 'is missing', instead: advice });
    if (input === null) return inOneMessage({ wrong: `has no value: it must be ${wanted}`, instead: advice });
    return inOneMessage({ wrong: `must be ${wanted}, not ${shown(input)}`, instead: advice });
  };
}
