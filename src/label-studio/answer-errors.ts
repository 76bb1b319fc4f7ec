import { retryAfterMs } from '../object-store/retry-after';
import {
  LabelStudioCredentialsRefused,
  type LabelStudioError,
  LabelStudioNotFound,
  LabelStudioRefused,
  LabelStudioUnavailable,
  LabelStudioUnexpected,
} from './errors';
import { objectionsOf, printable } from './objections';

/** What came back over HTTP, the body parsed where it is JSON. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Undefined where the body is empty or is not JSON. */
  json: unknown;
  /** The body as text, for what is not JSON. */
  text: string;
}

/** Request timeout, too early, too many requests: a proxy's word that another time may do. */
const LATER = new Set([408, 425, 429]);

/** The one value of a header; of a repeated one the first. */
export function headerOf({ headers }: Pick<Answer, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/**
 * The error that an answer other than 2xx means. Label Studio's own errors are JSON; HTML comes from its web server
 * (unknown routes, lines too long) or from what stands in front of it.
 */
export function errorOf(request: string, answer: Answer): LabelStudioError {
  const { status } = answer;
  const place = { request, code: status };
  if (LATER.has(status) || status >= 500) {
    const advice = 'look at Label Studio and its log; trying again later is right';
    const wait = retryAfterMs(headerOf(answer, 'retry-after'), Date.now());
    return new LabelStudioUnavailable(place, `Label Studio cannot do this now: ${said(answer)}`, advice, wait);
  }
  if (status === 403 && said(answer).includes('reserved network address')) {
    const advice =
      'Label Studio refuses addresses of private networks: set its SSRF_PROTECTION_ENABLED=false, or use a public one';
    return new LabelStudioRefused(place, objectionsOf(answer.json), advice);
  }
  if (status === 401 || status === 403) return refusedCredentials(request, answer);
  if (answer.json === undefined) return notJson(request, answer);
  if (status === 404) {
    return new LabelStudioNotFound(
      place,
      `Label Studio says: ${said(answer)}`,
      'it was deleted, or belongs to another organization',
    );
  }
  return new LabelStudioRefused(place, objectionsOf(answer.json), 'correct what it names, then try again');
}

function refusedCredentials(request: string, answer: Answer): LabelStudioCredentialsRefused {
  const text = said(answer);
  const advice = text.includes('legacy token authentication has been disabled')
    ? 'allow legacy tokens under Organization > Access Token Settings, or put a personal access token (Account & Settings) into LABEL_STUDIO_USER_TOKEN'
    : 'check LABEL_STUDIO_USER_TOKEN: a legacy or a personal access token of Account & Settings, of a user who may do this';
  return new LabelStudioCredentialsRefused({ request, code: answer.status }, `the token is refused: ${text}`, advice);
}

/** For an answer that should be JSON. */
export function notJson(request: string, answer: Answer): LabelStudioUnexpected {
  const target = headerOf(answer, 'location');
  const redirected = answer.status >= 300 && answer.status < 400 && target !== undefined;
  const what = redirected
    ? `the address redirects to ${withoutSecrets(target)}`
    : `the address answered ${headerOf(answer, 'content-type') ?? 'nothing'} where JSON belongs${titleOf(answer.text)}`;
  const advice = redirected
    ? 'set LABEL_STUDIO_URL to the address that answers without a redirect'
    : 'check that LABEL_STUDIO_URL is Label Studio itself, and what stands in front of it';
  return new LabelStudioUnexpected({ request, code: answer.status }, what, advice);
}

/** User and password before a host, query and fragment behind a path are nobody's business. */
const withoutSecrets = (address: string): string =>
  printable(address.replace(/^([a-z]+:)?\/\/[^/@]*@/i, '$1//').replace(/[?#].*$/s, '')).slice(0, 200);

const titleOf = (html: string): string => {
  const found = /<title[^>]{0,200}>\s{0,200}([^<]{1,100})/i.exec(html.slice(0, 100_000))?.[1];
  const title = found && printable(found);
  return title ? `, a page titled '${title}'` : '';
};

const said = (answer: Answer): string =>
  objectionsOf(answer.json)[0] ?? (titleOf(answer.text).slice(2) || 'nothing more');
