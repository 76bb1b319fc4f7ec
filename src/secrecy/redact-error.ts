import type { Redact } from './redaction';

/** Causes within causes: more than this is a circle. */
const DEEPEST = 20;

/**
 * Takes secrets out of an error's message and stack and of all that caused it, in place: the error stays the one that it
 * is, for `instanceof` and for whoever holds it. What is thrown without being an error is returned without them.
 */
export function redactError(error: unknown, redact: Redact): unknown {
  if (typeof error === 'string') return redact(error);
  let one: unknown = error;
  for (let depth = 0; one instanceof Error && depth < DEEPEST; depth += 1) {
    replace(one, 'message', redact);
    replace(one, 'stack', redact);
    one = one.cause;
  }
  return error;
}

function replace(error: Error, name: 'message' | 'stack', redact: Redact): void {
  const before = error[name];
  if (typeof before !== 'string') return;
  const after = redact(before);
  if (after !== before) Object.defineProperty(error, name, { value: after, configurable: true, writable: true });
}
