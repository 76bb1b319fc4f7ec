/** A string (closed or not), or one of the three literals that Python's json module writes and JSON does not know. */
const STRING_OR_LITERAL = /"(?:[^"\\]|\\[\s\S]?)*(?:"|$)|-?Infinity|NaN/g;

/**
 * Reads JSON as Python writes it: NaN, Infinity and numbers beyond a double become null. Temporal's TypeScript SDK can't
 * read those literals at all: let through, they would freeze the workflow that awaits them.
 * @throws SyntaxError
 */
export function parseLenientJson(text: string): unknown {
  const strict = text.replace(STRING_OR_LITERAL, (found) => (found.startsWith('"') ? found : 'null'));
  return JSON.parse(strict, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? null : value,
  );
}
