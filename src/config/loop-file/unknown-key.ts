import { nearest } from './did-you-mean';
import { loopFileJsonSchema } from './json-schema';
import type { Path } from './problem';
import { namesSecret } from './secrets';
import { subjectOf } from './subject';

/** What to say of a key that the language does not have at this place; `meant` is the key it is taken for. */
export function unknownKey(
  parent: Path,
  key: string,
  known: readonly string[],
): { message: string; instead: string; meant: string | null } {
  if (namesSecret(key)) {
    return {
      message: `\`${key}\` looks like a secret, and secrets do not belong into a loop file`,
      instead:
        'take it out, and renew it if others have seen the file: secrets come from the environment, see docs/environment.md',
      meant: null,
    };
  }
  const message = `${parent.length === 0 ? 'the loop file' : subjectOf(parent)} has no key \`${key}\``;
  const near = nearest(key, known);
  if (near !== null) return { message, instead: `did you mean \`${near}\`?`, meant: near };
  const elsewhere = places().get(key);
  if (elsewhere !== undefined) return { message, instead: `it belongs ${elsewhere}`, meant: null };
  return { message, instead: `take it out; the keys here are ${known.join(', ')}`, meant: null };
}

/** Where each key of the language belongs, as a phrase; the first place of several. */
function places(): Map<string, string> {
  if (known.size === 0) collect(loopFileJsonSchema(), '', known);
  return known;
}

const known = new Map<string, string>();

function collect(schema: unknown, at: string, found: Map<string, string>): void {
  if (typeof schema !== 'object' || schema === null) return;
  const { properties, items, anyOf, oneOf } = schema as Record<string, unknown>;
  for (const [key, value] of Object.entries((properties ?? {}) as Record<string, unknown>)) {
    if (!found.has(key)) found.set(key, at === '' ? 'to the top level' : `under \`${at}\``);
    collect(value, at === '' ? key : `${at}.${key}`, found);
  }
  collect(items, at, found);
  for (const branch of [...((anyOf ?? []) as unknown[]), ...((oneOf ?? []) as unknown[])]) collect(branch, at, found);
}
