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
      'look at its load; trying again is right',
    );
  }
  if (/CERT|TLS|SSL|SIGNED/.test(code)) {
    const advice = "check Label Studio's certificate, and NODE_EXTRA_CA_CERTS for one of your own authority";
    return new LabelStudioUnavailable(place, 'its certificate is not accepted', advice);
  }
  const advice = 'check that Label Studio runs and that LABEL_STUDIO_URL is its address';
  return new LabelStudioUnavailable(place, 'Label Studio cannot be reached', advice);
}

/** The network's code, of the error or of the first that caused it; null for what is not of the network. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const code = 'code' in error ? error.code : undefined;
  // A wrong argument is our bug, not the network's.
  if (typeof code === 'string' && code !== 'UND_ERR_INVALID_ARG' && !code.startsWith('ERR_INVALID')) {
    if (/^(E[A-Z]|UND_ERR|HPE_|CERT|DEPTH|SELF|UNABLE)/.test(code)) return code;
  }
  return error.cause === undefined ? null : codeOf(error.cause);
}
