import { stack } from '../setup/stack';
import { connect } from './support/client';
import { signUp } from './support/people';
import { startTamperingProxy, type TamperingProxy } from './support/tampering-proxy';

const EXCHANGE = 'POST /api/token/refresh';

describe('a personal access token', () => {
  let proxy: TamperingProxy;
  let person: Awaited<ReturnType<typeof signUp>>;
  const exchanges = () => proxy.seen.filter((name) => name === EXCHANGE).length;

  beforeAll(async () => {
    proxy = await startTamperingProxy(stack.labelStudio.url);
    person = await signUp();
  });
  afterAll(() => proxy.close());

  test('opens Label Studio as its owner, is exchanged once for many requests and again after four minutes', async () => {
    const clock = { now: 0 };
    const client = connect({ url: proxy.url, token: person.personalToken, now: () => clock.now });
    const [first] = await Promise.all([client.whoAmI(), client.whoAmI(), client.whoAmI()]);
    expect(first).toMatchObject({ userId: person.id, release: expect.stringMatching(/^1\./) });
    expect(exchanges()).toBe(1);
    clock.now = 239_000;
    await client.whoAmI();
    expect(exchanges()).toBe(1);
    clock.now = 241_000;
    await client.whoAmI();
    expect(exchanges()).toBe(2);
    await client.close();
  });

  test('is exchanged once more when the access token is refused, and the request goes through', async () => {
    const client = connect({ url: proxy.url, token: person.personalToken });
    await client.whoAmI();
    const before = exchanges();
    proxy.tamperWith('/whoami', { kind: 'answer', status: 401 });
    expect((await client.whoAmI()).userId).toBe(person.id);
    expect(exchanges()).toBe(before + 1);
    await client.close();
  });

  test('that stays refused ends after that one more try', async () => {
    const client = connect({ url: proxy.url, token: person.personalToken });
    const before = exchanges();
    proxy.tamperWith('/whoami', { kind: 'answer', status: 401 });
    proxy.tamperWith('/whoami', { kind: 'answer', status: 401 });
    await expect(client.whoAmI()).rejects.toThrow(/the token is refused/);
    expect(exchanges()).toBe(before + 2);
    await client.close();
  });
});
