import { LabelStudioUnavailable } from './errors';

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** Maps what undici throws when no answer came. Anything else (a bug) comes back unchanged, with its stack. */
export function networkError(request: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  const place = { request, code };
  if (TIMEOUTS.has(code)) {
    return new LabelStudioUnavailable(
      place,
      'Label Studio did not answer in time',
      'look at its load, and that LABEL_STUDIO_URL is its address, then try again',
    );
  }
  if (/CERT|TLS|SSL|SIGNED/.test(code)) {
    const advice = "check Label Studio's certificate, and NODE_EXTRA_CA_CERTS for one of your own authority";
    return new LabelStudioUnavailable(place, 'its certificate is not accepted', advice);
  }
  const advice = 'check that Label Studio runs and that LABEL_STUDIO_URL is its address';
  return new LabelStudioUnavailable(place, 'Label Studio cannot be reached', advice);
}

/** The network's code, of the error or of what caused it; null for what is not of the network. */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { name, code, cause, errors } = error as { name?: unknown; code?: unknown; cause?: unknown; errors?: unknown };
  // Of what is no HTTP, undici 7 leaves out what its parser found.
  if (name === 'HTTPParserError') return typeof code === 'string' ? code : 'HPE_NO_HTTP';
  if (typeof code === 'string' && isOfTheNetwork(code)) return code;
  // One attempt for each address of a host name.
  return codeOf(Array.isArray(errors) ? errors[0] : cause);
}

/** A wrong argument (`UND_ERR_INVALID_ARG`, `ERR_INVALID_URL`) is our bug; what is no HTTP (`HPE_INVALID_CONSTANT`) is the other's. */
const isOfTheNetwork = (code: string): boolean =>
  !/^(UND_)?ERR_INVALID/.test(code) && /^(E[A-Z]+$|UND_ERR_|HPE_|CERT_|DEPTH_|SELF_|UNABLE_|ERR_TLS_)/.test(code);
