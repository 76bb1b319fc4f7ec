/** How requests prove who they are. */
export interface Authorization {
  /** Value of the `Authorization` header. Renews what is about to expire. */
  header(): Promise<string>;
  /** Called when `header` was answered 401: true when another is worth one more try. */
  renew(header: string): boolean;
}

/** An access token with its lifetime, as the exchange of a personal access token gives it. */
export type Exchange = (refresh: string) => Promise<string>;

/** Access tokens live 300 s: they are renewed after four fifths of it. */
const SHARE_OF_LIFE = 0.8;
const USUAL_LIFE_MS = 300_000;

/**
 * A legacy token is sent as it is. A personal access token is a JWT with `token_type: refresh`: it is exchanged for a
 * short-lived access token, one exchange at a time whatever the number of requests that wait for it.
 * @param now ms, any monotonic or wall clock
 */
export function authorizationFor(token: string, exchange: Exchange, now: () => number): Authorization {
  if (claimsOf(token)?.token_type !== 'refresh') {
    return { header: async () => `Token ${token}`, renew: () => false };
  }
  let current: { header: string; renewAt: number } | null = null;
  let pending: Promise<string> | null = null;

  const exchangeNow = async (): Promise<string> => {
    const askedAt = now();
    const access = await exchange(token);
    current = { header: `Bearer ${access}`, renewAt: askedAt + SHARE_OF_LIFE * lifeOf(access) };
    return current.header;
  };

  return {
    async header() {
      if (current && now() < current.renewAt) return current.header;
      pending ??= exchangeNow().finally(() => {
        pending = null;
      });
      return pending;
    },
    renew(header) {
      if (current?.header === header) current = null;
      return true;
    },
  };
}

function lifeOf(access: string): number {
  const claims = claimsOf(access);
  const { exp, iat } = claims ?? {};
  return typeof exp === 'number' && typeof iat === 'number' && exp > iat ? (exp - iat) * 1000 : USUAL_LIFE_MS;
}

/** The unverified claims of a JWT; null for anything else. */
function claimsOf(token: string): Record<string, unknown> | null {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? { ...claims } : null;
  } catch {
    return null;
  }
}
