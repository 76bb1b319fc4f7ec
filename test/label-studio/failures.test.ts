import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  LabelStudioCredentialsRefused,
  LabelStudioNotFound,
  LabelStudioRefused,
  LabelStudioUnavailable,
  LabelStudioUnexpected,
} from '../../src/label-studio/errors';
import { stack } from '../setup/stack';
import { connect, NO_PROJECT, settingsOf, task } from './support/client';
import { startTamperingProxy, type TamperingProxy } from './support/tampering-proxy';

/** The error of a call that must fail. */
async function errorOf(call: Promise<unknown>): Promise<Error> {
  const outcome = await call.then(
    () => new Error('it succeeded'),
    (error: Error) => error,
  );
  expect(outcome.message).not.toContain(stack.labelStudio.token);
  return outcome;
}

describe('what fails between us and Label Studio', () => {
  let proxy: TamperingProxy;
  const client = connect();
  let behindProxy: ReturnType<typeof connect>;
  let project: number;

  beforeAll(async () => {
    proxy = await startTamperingProxy(stack.labelStudio.url);
    behindProxy = connect({ url: proxy.url, timeoutMs: 5000 });
    project = (await client.createProject(settingsOf())).id;
  });
  afterAll(async () => {
    await Promise.all([client.close(), behindProxy.close()]);
    await proxy.close();
  });

  test('a wrong token is refused with where to find a right one', async () => {
    const wrong = connect({ token: 'wrong-token-123' });
    const error = await errorOf(wrong.whoAmI());
    expect(error).toBeInstanceOf(LabelStudioCredentialsRefused);
    expect(error.message).toMatch(
      /^GET \/api\/current-user\/whoami: the token is refused: Invalid token\. \(401\); check LABEL_STUDIO_USER_TOKEN/,
    );
    expect(error.message).not.toContain('wrong-token-123');
    await wrong.close();
  });

  test('a refused import does not repeat the address of the image, which opens it to whoever reads the error', async () => {
    const label_config = settingsOf().label_config.replace('<View>', '<View><Text name="note" value="$note"/>');
    const { id } = await client.createProject(settingsOf({ label_config }));
    const image = 'https://store.example/b/secret-key.png?X-Amz-Credential=AKIA&X-Amz-Signature=5167';
    const error = await errorOf(client.importTasks(id, [{ data: { image, item: 'a', round: 'r' } }]));
    expect(error).toBeInstanceOf(LabelStudioRefused);
    expect(error.message).toContain('"note" key is expected in task data');
    expect(error.message).not.toMatch(/secret-key|X-Amz/);
  });

  test('where legacy tokens are disabled, it says how to allow them and what to use instead', async () => {
    const detail =
      'Authentication token no longer valid: legacy token authentication has been disabled for this organization';
    const headers = { 'content-type': 'application/json' };
    proxy.tamperWith('/whoami', { kind: 'answer', status: 401, headers, body: JSON.stringify({ detail }) });
    const error = await errorOf(behindProxy.whoAmI());
    expect(error).toBeInstanceOf(LabelStudioCredentialsRefused);
    expect(error.message).toMatch(/legacy token authentication has been disabled.*Organization.*personal access token/);
  });

  test('a personal access token that Label Studio does not know is refused at its exchange', async () => {
    const claims = Buffer.from('{"token_type":"refresh"}').toString('base64url');
    const unknown = connect({ token: `e30.${claims}.c2ln` });
    const error = await errorOf(unknown.whoAmI());
    expect(error).toBeInstanceOf(LabelStudioCredentialsRefused);
    expect(error.message).toMatch(/^POST \/api\/token\/refresh: the token is refused: Token is invalid/);
    expect(error.message).not.toContain(claims);
    await unknown.close();
  });

  test('a page of HTML is no answer: check the address', async () => {
    proxy.tamperWith('/whoami', { kind: 'answer', status: 200, body: '<html><title>Welcome to nginx</title></html>' });
    const error = await errorOf(behindProxy.whoAmI());
    expect(error).toBeInstanceOf(LabelStudioUnexpected);
    expect(error.message).toMatch(
      /text\/html where JSON belongs, a page titled 'Welcome to nginx'.*check that LABEL_STUDIO_URL/,
    );
  });

  test('JSON of another service is no answer, and it says where', async () => {
    const headers = { 'content-type': 'application/json' };
    proxy.tamperWith('/whoami', { kind: 'answer', status: 200, headers, body: '{"id":"seven","email":"a@b"}' });
    const error = await errorOf(behindProxy.whoAmI());
    expect(error).toBeInstanceOf(LabelStudioUnexpected);
    expect(error.message).toMatch(/at id: .*number/);
  });

  test('a redirect names the address to use, without its query', async () => {
    proxy.tamperWith('/whoami', {
      kind: 'answer',
      status: 302,
      headers: { location: 'https://labels.example/user/login/?next=secret' },
    });
    const error = await errorOf(behindProxy.whoAmI());
    expect(error.message).toMatch(/redirects to https:\/\/labels\.example\/user\/login\/ .*set LABEL_STUDIO_URL/);
    expect(error.message).not.toContain('secret');
  });

  test('a server error says so, with the pause that it asks for', async () => {
    proxy.tamperWith('/whoami', {
      kind: 'answer',
      status: 503,
      headers: { 'retry-after': '7' },
      body: '<title>Busy</title>',
    });
    const error = await errorOf(behindProxy.whoAmI());
    expect(error).toBeInstanceOf(LabelStudioUnavailable);
    expect(error).toMatchObject({ code: 503, retryAfterMs: 7000 });
    proxy.tamperWith('/whoami', { kind: 'answer', status: 500 });
    expect(await errorOf(behindProxy.whoAmI())).toMatchObject({ code: 500, retryAfterMs: null });
  });

  test('silence ends at the timeout', async () => {
    const impatient = connect({ url: proxy.url, timeoutMs: 300 });
    proxy.tamperWith('/whoami', { kind: 'never answer' });
    const error = await errorOf(impatient.whoAmI());
    expect(error).toBeInstanceOf(LabelStudioUnavailable);
    expect(error.message).toMatch(/did not answer in time/);
    await impatient.close();
  });

  test('nobody at the address is unavailable, with the code', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const nobody = connect({ url: `http://127.0.0.1:${port}` });
    const error = await errorOf(nobody.whoAmI());
    expect(error).toBeInstanceOf(LabelStudioUnavailable);
    expect(error.message).toMatch(/cannot be reached \(ECONNREFUSED\); check that Label Studio runs/);
    await nobody.close();
  });

  test('what the caller calls off ends with the reason of the caller', async () => {
    const reason = new Error('called off');
    const controller = new AbortController();
    proxy.tamperWith('/whoami', { kind: 'never answer' });
    const call = behindProxy.whoAmI({ signal: controller.signal });
    setTimeout(() => controller.abort(reason), 100);
    await expect(call).rejects.toBe(reason);
  });

  test('a refused batch says which task is wrong and why, and nothing of it is imported', async () => {
    const bad = { data: { item: 'b', round: 'r' } } as unknown as ReturnType<typeof task>;
    const error = await errorOf(client.importTasks(project, [task('a'), bad]));
    expect(error).toBeInstanceOf(LabelStudioRefused);
    expect(error.message).toMatch(/refuses this: .*Error at item 1: "image" key is expected/);
    expect(await client.listRoundTasks(project, 'r')).toEqual([]);
  });

  test('a project that is gone is not found, by every route', async () => {
    const id = NO_PROJECT;
    expect(await client.getProject(id)).toBeNull();
    expect(await errorOf(client.importTasks(id, [task('a')]))).toBeInstanceOf(LabelStudioNotFound);
    expect(await errorOf(client.countRound(id, 'r', 1))).toBeInstanceOf(LabelStudioNotFound);
    expect(await errorOf(client.readAnswers(id, 'r'))).toBeInstanceOf(LabelStudioNotFound);
    expect(await errorOf(client.deleteUnanswered(id, 'r', [{ taskId: 1, itemId: 'a' }]))).toBeInstanceOf(
      LabelStudioNotFound,
    );
  });

  test('a label config that cannot be is refused with its fault', async () => {
    const xml = settingsOf().label_config.replace('toName="image"', 'toName="imag"');
    expect(await client.validateLabelConfig(xml)).toMatch(/toName="imag" not found/);
    expect(await client.validateLabelConfig(settingsOf().label_config)).toBeNull();
    const error = await errorOf(client.createProject(settingsOf({ label_config: xml })));
    expect(error).toBeInstanceOf(LabelStudioRefused);
    expect(error.message).toMatch(/label_config: toName="imag" not found/);
  });

  test('an ML backend that is not there is refused', async () => {
    const error = await errorOf(client.trainMlBackend(999_999));
    expect(error).toBeInstanceOf(LabelStudioRefused);
    expect(error.message).toMatch(/no ML backend 999999/);
  });
});
