import { z } from 'zod';

/**
 * The message of a variable that is not set or not what is wanted. What was set is never shown: it may be a secret, or
 * an address with one.
 */
export const expected =
  (wanted: string) =>
  (issue: { input?: unknown }): string =>
    issue.input === undefined ? `is not set: set it to ${wanted}` : `cannot be used: set it to ${wanted}`;

/** An http or https address without credentials, query or fragment; read without the slash at its end. */
export function address(what: string, example: string) {
  const error = expected(`${what}, such as ${example}`);
  return z
    .string({ error })
    .refine(isAddress, { error: ({ input }) => error({ input }) })
    .transform((url) => url.replace(/\/+$/, ''));
}

/** Without what URLs may not hold: parsers drop spaces and line breaks in silence, and a list is none. */
const AS_WRITTEN = /^https?:\/\/[^\s\p{Cc}"'<>\\^`{|},]+$/iu;

function isAddress(text: string): boolean {
  if (!AS_WRITTEN.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && search === '' && hash === '';
}

export function port(byDefault: number) {
  const error = expected(`a port from 0 to 65535 (0: any free one), such as ${byDefault}`);
  return z
    .string({ error })
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, { error })
    .prefault(String(byDefault))
    .transform(Number);
}

export function host(byDefault: string) {
  const error = expected(`a host name or IP address to listen on, such as ${byDefault}`);
  return z
    .string({ error })
    .regex(/^[A-Za-z0-9.:_-]+$/, { error })
    .prefault(byDefault);
}

/** Host names without ports, separated by commas; read in lower case. None where the variable is not set. */
export function hostNames() {
  const error = expected('host names without ports, separated by commas, such as annoloop.internal.example');
  return z
    .string({ error })
    .regex(/^\s*[A-Za-z0-9._-]+\s*(,\s*[A-Za-z0-9._-]+\s*)*$/, { error })
    .transform((text) => text.split(',').map((name) => name.trim().toLowerCase()))
    .optional()
    .transform((names) => names ?? []);
}

/** A secret or an identifier without spaces in it, at least `least` characters long. */
export const opaque = (wanted: string, least = 1) => ofSigns(/^\S+$/, wanted, least);

/** What a header of HTTP or gRPC can carry. */
export const HEADER_TEXT = /^[\x21-\x7e]+$/;

/** The same, sent as it is in a header. */
export const sentInHeader = (wanted: string, least = 1) => ofSigns(HEADER_TEXT, wanted, least);

function ofSigns(signs: RegExp, wanted: string, least: number) {
  const error = expected(wanted);
  return z.string({ error }).refine((text) => text.length >= least && signs.test(text), { error });
}

/** A region is part of host names: a label of one (RFC 1123), as the SDK wants it. */
export function region() {
  const error = expected('a region, such as eu-central-1');
  return z.string({ error }).regex(/^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/, { error });
}
