import { randomBytes } from 'node:crypto';
import { stack } from '../../setup/stack';

/** What people do, over Label Studio's own API rather than our client. */
export async function api(method: string, path: string, body?: unknown, token = stack.labelStudio.token) {
  const response = await fetch(`${stack.labelStudio.url}${path}`, {
    method,
    headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
}

const result = (choice: string, control = 'label') => [
  { from_name: control, to_name: 'image', type: 'choices', value: { choices: [choice] } },
];

/** Answers a task with a choice; the id of the answer. */
export async function answer(task: number, choice: string, more: Record<string, unknown> = {}): Promise<number> {
  const body = { result: result(choice), lead_time: 2.5, ...more };
  return (await api('POST', `/api/tasks/${task}/annotations/`, body)).json.id;
}

export async function skip(task: number, more: Record<string, unknown> = {}): Promise<number> {
  return (await api('POST', `/api/tasks/${task}/annotations/`, { result: [], was_cancelled: true, ...more })).json.id;
}

export async function answerWith(task: number, body: unknown): Promise<number> {
  return (await api('POST', `/api/tasks/${task}/annotations/`, body)).json.id;
}

export const edit = (annotation: number, choice: string) =>
  api('PATCH', `/api/annotations/${annotation}/`, { result: result(choice), was_cancelled: false });

export const withdraw = (annotation: number) => api('DELETE', `/api/annotations/${annotation}/`);

export const removeTask = (task: number) => api('DELETE', `/api/tasks/${task}/`);

export const resultOf = result;

/** A new user of the organization, by its invitation link, with tokens of its own. */
export async function signUp(): Promise<{ id: number; token: string; personalToken: string }> {
  const base = stack.labelStudio.url;
  const { json } = await api('GET', '/api/invite');
  const page = await fetch(`${base}${json.invite_url}`);
  const csrf = /csrftoken=([^;]+)/.exec(page.headers.getSetCookie().join(';'))?.[1] ?? '';
  await page.text();
  const form = new URLSearchParams({
    csrfmiddlewaretoken: csrf,
    email: `${randomBytes(6).toString('hex')}@example.com`,
    password: randomBytes(12).toString('hex'),
    allow_newsletters: 'off',
  });
  const joined = await fetch(`${base}${json.invite_url}`, {
    method: 'POST',
    body: form,
    headers: { cookie: `csrftoken=${csrf}`, referer: base },
    redirect: 'manual',
  });
  const session = /sessionid=([^;]+)/.exec(joined.headers.getSetCookie().join(';'))?.[1];
  if (session === undefined)
    throw new Error(`signing up answered ${joined.status}: ${(await joined.text()).slice(0, 300)}`);
  const own = await fetch(`${base}/api/current-user/token`, { headers: { cookie: `sessionid=${session}` } });
  const { token } = (await own.json()) as { token: string };
  const id: number = (await api('GET', '/api/current-user/whoami', undefined, token)).json.id;
  const personalToken: string = (await api('POST', '/api/token/', undefined, token)).json.token;
  return { id, token, personalToken };
}
