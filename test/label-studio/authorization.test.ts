import { authorizationFor } from '../../src/label-studio/authorization';

const jwt = (claims: Record<string, unknown>): string =>
  ['{"alg":"HS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const PERSONAL = jwt({ token_type: 'refresh', exp: 8_000_000_000, iat: 1 });
const access = (n: number) => jwt({ token_type: 'access', iat: 1000, exp: 1300, n });

function personal(exchange: (n: number) => Promise<string> = async (n) => access(n)) {
  const state = { now: 0, exchanges: 0 };
  const authorization = authorizationFor(
    PERSONAL,
    (token) => {
      expect(token).toBe(PERSONAL);
      state.exchanges += 1;
      return exchange(state.exchanges);
    },
    () => state.now,
  );
  return { state, authorization };
}

describe('authorizationFor', () => {
  test('a legacy token is sent as it is and never exchanged', async () => {
    const legacy = authorizationFor('abc.def', () => Promise.reject(new Error('exchanged')), Date.now);
    expect(await legacy.header()).toBe('Token abc.def');
    expect(legacy.renew('Token abc.def')).toBe(false);
  });

  test('requests that wait for the first access token wait for one exchange', async () => {
    const { state, authorization } = personal();
    const headers = await Promise.all([authorization.header(), authorization.header(), authorization.header()]);
    expect(new Set(headers)).toEqual(new Set([`Bearer ${access(1)}`]));
    expect(state.exchanges).toBe(1);
  });

  test('an access token of five minutes is renewed after four', async () => {
    const { state, authorization } = personal();
    await authorization.header();
    state.now = 239_000;
    expect(await authorization.header()).toBe(`Bearer ${access(1)}`);
    state.now = 241_000;
    expect(await authorization.header()).toBe(`Bearer ${access(2)}`);
  });

  test('a refused access token is renewed, once for all that it was refused to', async () => {
    const { state, authorization } = personal();
    const refused = await authorization.header();
    expect(authorization.renew(refused)).toBe(true);
    const renewed = await authorization.header();
    expect(authorization.renew(refused)).toBe(true);
    expect(await authorization.header()).toBe(renewed);
    expect(state.exchanges).toBe(2);
  });

  test('after an exchange that failed the next request tries again', async () => {
    const { authorization } = personal(async (n) => {
      if (n === 1) throw new Error('down');
      return access(n);
    });
    await expect(authorization.header()).rejects.toThrow('down');
    expect(await authorization.header()).toBe(`Bearer ${access(2)}`);
  });
});
