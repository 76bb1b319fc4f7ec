import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { type Answer, errorOf, headerOf, notJson } from './answer-errors';
import type { Authorization } from './authorization';
import { LabelStudioUnexpected } from './errors';
import { networkError } from './network-error';

export interface Call<T> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the base address, such as `/api/projects`; never with a query. */
  path: string;
  query?: Record<string, string | number | boolean>;
  /** Sent as JSON, with GET too: Label Studio reads long filters from there. */
  body?: unknown;
  /** What a 2xx answer must look like. */
  schema: z.ZodType<T>;
  signal?: AbortSignal | undefined;
  /** For the few calls that may take longer than usual, in ms. */
  timeoutMs?: number;
}

export interface HttpOptions {
  url: string;
  dispatcher: Dispatcher;
  /** Until the answer begins, and between two pieces of it. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface Http {
  /** A request with the token; one 401 is retried with a renewed access token. @throws one of `errors.ts` */
  send<T>(call: Call<T>): Promise<T>;
  /** The same, with the server's clock when the request was sent (ours where the answer has no date). */
  sendDated<T>(call: Call<T>): Promise<{ value: T; at: Date }>;
}

/** For answers that say nothing (204). */
export const nothing = z.undefined();

export function createHttp(options: HttpOptions, authorization: Authorization): Http {
  async function answerOf<T>(call: Call<T>): Promise<Answer> {
    const header = await authorization.header();
    const answer = await exchange(options, call, { authorization: header });
    if (answer.status !== 401 || !authorization.renew(header)) return answer;
    return exchange(options, call, { authorization: await authorization.header() });
  }
  async function sendDated<T>(call: Call<T>): Promise<{ value: T; at: Date }> {
    const sentAt = Date.now();
    const answer = await answerOf(call);
    const answeredAt = Date.parse(headerOf(answer, 'date') ?? '');
    const ahead = Number.isNaN(answeredAt) ? 0 : answeredAt - Date.now();
    return { value: validated(call, answer), at: new Date(sentAt + ahead) };
  }
  return { sendDated, send: async (call) => (await sendDated(call)).value };
}

/** A request without a token; for the exchange of a personal access token. */
export const sendOpenly = async <T>(options: HttpOptions, call: Call<T>): Promise<T> =>
  validated(call, await exchange(options, call, {}));

const nameOf = ({ method, path }: Call<unknown>): string => `${method} ${path}`;

async function exchange<T>(options: HttpOptions, call: Call<T>, headers: Record<string, string>): Promise<Answer> {
  const { method, path, body } = call;
  const timeout = call.timeoutMs ?? options.timeoutMs;
  const signals = [options.signal, call.signal].filter((signal) => signal !== undefined);
  const signal = AbortSignal.any(signals);
  try {
    const response = await request(addressOf(options.url, path, call.query), {
      method,
      dispatcher: options.dispatcher,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      headersTimeout: timeout,
      bodyTimeout: timeout,
      signal,
    });
    const text = await textOf(response.body, { request: nameOf(call), code: response.statusCode });
    return { status: response.statusCode, headers: response.headers, text, json: jsonIn(response.headers, text) };
  } catch (error) {
    // What the caller called off is the caller's business, with the caller's reason.
    signal.throwIfAborted();
    if (error instanceof LabelStudioUnexpected) throw error;
    throw networkError(nameOf(call), error);
  }
}

/** A thousand tasks with their answers are some MB. What answers without an end must not fill the memory. */
const MOST_BYTES = 64_000_000;

async function textOf(body: AsyncIterable<Buffer>, place: { request: string; code: number }): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      const advice = 'check that LABEL_STUDIO_URL is Label Studio itself, and what stands in front of it';
      throw new LabelStudioUnexpected(place, `the answer has more than ${MOST_BYTES / 1e6} MB`, advice);
    }
    chunks.push(chunk);
  }
  // Not Buffer's own: it would keep a byte order mark.
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function addressOf(base: string, path: string, query: Call<unknown>['query']): string {
  const entries = Object.entries(query ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
  const search = new URLSearchParams(entries).toString();
  return `${base.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`;
}

function jsonIn(headers: Answer['headers'], text: string): unknown {
  if (text === '' || !/\bjson\b/.test(headerOf({ headers }, 'content-type') ?? '')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function validated<T>(call: Call<T>, answer: Answer): T {
  const { status, json } = answer;
  if (status < 200 || status > 299) throw errorOf(nameOf(call), answer);
  const parsed = call.schema.safeParse(json);
  if (parsed.success) return parsed.data;
  if (json === undefined) throw notJson(nameOf(call), answer);
  const [problem] = parsed.error.issues;
  const where = problem?.path.join('.') || 'the whole';
  throw new LabelStudioUnexpected(
    { request: nameOf(call), code: status },
    `the answer is not what Label Studio 1.23 answers, at ${where}: ${problem?.message}`,
    'check that LABEL_STUDIO_URL is Label Studio, and its version',
  );
}
