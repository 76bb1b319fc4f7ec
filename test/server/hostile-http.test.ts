import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { hookSecret } from '../../src/signing/hook-secret';
import { seededRandom } from '../seeded-random';
import { sendRaw } from './support/raw-http';
import { MEDIA_KEYS, startTestServer, type TestServer } from './support/running-server';

const HOST = 'Host: annoloop.example\r\n';
const SECRET = `X-Annoloop-Hook-Secret: ${hookSecret(MEDIA_KEYS, 'food11')}\r\n`;
const HOOK = `POST /hooks/label-studio/food11 HTTP/1.1\r\n${HOST}${SECRET}`;
const many = (count: number, of: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => of(n)).join('');

/** What nobody ever sends but to see what happens; what it may be answered with, '' for a connection that is just closed. */
const MALFORMED: [what: string, bytes: string | Uint8Array, status: number | ''][] = [
  ['a body of two lengths', `${HOOK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`, 400],
  [
    'a length and chunks at once',
    `${HOOK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n${HOST}\r\n`,
    400,
  ],
  ['two codings', `${HOOK}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`, 400],
  ['a chunk without a size', `${HOOK}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
  ['a negative length', `${HOOK}Content-Length: -5\r\n\r\nabcdef`, 400],
  ['a length beyond numbers', `${HOOK}Content-Length: 99999999999999999999\r\n\r\nabcdef`, 400],
  ['a space before a colon', `GET /healthz HTTP/1.1\r\n${HOST}Content-Length : 3\r\n\r\nabc`, 400],
  ['a folded header', `GET /healthz HTTP/1.1\r\n${HOST}X-A: b\r\n c\r\n\r\n`, 400],
  ['a null byte in a header', `GET /healthz HTTP/1.1\r\n${HOST}X-A: b\0c\r\n\r\n`, 400],
  ['bare line feeds', 'GET /healthz HTTP/1.1\nHost: x\n\n', 400],
  ['no Host', 'GET /media/x HTTP/1.1\r\n\r\n', 400],
  ['a Host that is none', 'GET /media/x HTTP/1.1\r\nHost: a b/@<>\r\n\r\n', 400],
  ['half an IPv6 Host', 'GET /media/x HTTP/1.1\r\nHost: [::1\r\n\r\n', 400],
  ['a port beyond ports', `GET http://x:999999/media/x HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['another scheme', `GET ftp://x/media/x HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['no path', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a tunnel', `CONNECT evil.example:80 HTTP/1.1\r\n${HOST}\r\n`, ''],
  ['HTTP/2 in clear', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['TLS', Buffer.from('160301020001000', 'hex'), 400],
  ['an address of 100,000 signs', `GET /media/${'a'.repeat(100_000)} HTTP/1.1\r\n${HOST}\r\n`, 431],
  [
    '100,000 bytes of headers',
    `GET /healthz HTTP/1.1\r\n${HOST}${many(100, (n) => `a${n}: ${'x'.repeat(1000)}\r\n`)}\r\n`,
    431,
  ],
  ['an unknown expectation', `${HOOK}Expect: miracles\r\nContent-Length: 5\r\n\r\n`, 417],
];

/** Well-formed requests for what is not there. */
const NOWHERE: [what: string, bytes: string][] = [
  ['an encoded way up', `GET /media/..%2f..%2fhealthz HTTP/1.1\r\n${HOST}\r\n`],
  ['a doubly encoded way up', `GET /media/..%252f..%252fhealthz HTTP/1.1\r\n${HOST}\r\n`],
  ['a way up', `GET /media/../metrics HTTP/1.1\r\n${HOST}\r\n`],
  ['an encoded null byte', `GET /media/%00 HTTP/1.1\r\n${HOST}\r\n`],
  ['broken percents', `GET /media/%zz%u0041% HTTP/1.1\r\n${HOST}\r\n`],
  ['overlong UTF-8', `GET /media/%c0%ae%c0%ae HTTP/1.1\r\n${HOST}\r\n`],
  ['a token of 15,000 signs', `GET /media/${'a.'.repeat(7500)} HTTP/1.1\r\n${HOST}\r\n`],
  ['another host behind two slashes', `GET //evil.example/media/x HTTP/1.1\r\n${HOST}\r\n`],
  ['another case', `GET /MEDIA/x HTTP/1.1\r\n${HOST}\r\n`],
  [
    'a loop with slashes',
    `POST /hooks/label-studio/..%2ffood11 HTTP/1.1\r\n${HOST}${SECRET}Content-Length: 2\r\n\r\n{}`,
  ],
  ['TRACE', `TRACE /media/x HTTP/1.1\r\n${HOST}${SECRET}\r\n`],
  ['DELETE', `DELETE /media/x HTTP/1.1\r\n${HOST}\r\n`],
  ['PUT', `PUT /media/x HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabc`],
  ['a made-up method', `PROPFIND /media/x HTTP/1.1\r\n${HOST}\r\n`],
  ['a hook by GET', `GET /hooks/label-studio/food11 HTTP/1.1\r\n${HOST}${SECRET}\r\n`],
  ['a change of protocol', `GET /media/x HTTP/1.1\r\n${HOST}Connection: upgrade\r\nUpgrade: websocket\r\n\r\n`],
  ["the operators' pages", `GET /metrics HTTP/1.1\r\n${HOST}\r\n`],
];

describe('the public listener', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer({
      limits: { headMs: 400, requestMs: 800, silenceMs: 1_500, checkMs: 100, connections: 60 },
    });
  });
  afterAll(() => server.close());
  const healthy = async (): Promise<boolean> =>
    (await fetch(`${server.publicUrl}/healthz`, { signal: AbortSignal.timeout(10_000) })).ok;

  it.each(MALFORMED)('refuses %s and answers nothing behind it', async (_what, bytes, status) => {
    const { statuses } = await sendRaw(server.publicUrl, [bytes]);
    expect(statuses).toEqual(status === '' ? [] : [status]);
    expect(await healthy()).toBe(true);
  });

  it.each(NOWHERE)('has nothing for %s', async (_what, bytes) => {
    const { statuses, text } = await sendRaw(server.publicUrl, [bytes]);
    expect(statuses.length).toBe(1);
    expect([400, 401, 404]).toContain(statuses[0]);
    expect(text).not.toContain('annoloop_http_requests_total');
    // What was sent is not sent back.
    expect(text).not.toContain('X-Annoloop-Hook-Secret');
  });

  it('is not confused about where a request ends', async () => {
    const inner = `GET /metrics HTTP/1.1\r\n${HOST}\r\n`;
    // Refused before its body was read; the body looks like a request, and is none.
    const unread = await sendRaw(server.publicUrl, [
      `POST /hooks/label-studio/food11 HTTP/1.1\r\n${HOST}Content-Length: ${inner.length}\r\n\r\n${inner}GET /healthz HTTP/1.1\r\n${HOST}\r\n`,
    ]);
    expect(unread.statuses[0]).toBe(401);
    expect(unread.statuses.slice(1).every((status) => status === 200)).toBe(true);
    const withBody = await sendRaw(server.publicUrl, [
      `GET /media/x HTTP/1.1\r\n${HOST}Content-Length: ${inner.length}\r\n\r\n${inner}GET /healthz HTTP/1.1\r\n${HOST}\r\n`,
    ]);
    expect(withBody.statuses).toEqual([404, 200]);
    const two = `${HOOK.replace('\r\n', `\r\n${SECRET}`)}Content-Length: 2\r\n\r\n{}`;
    expect((await sendRaw(server.publicUrl, [two])).statuses).toEqual([401]);
  });

  it('survives noise', async () => {
    const random = seededRandom(8090);
    const parts = [
      'GET ',
      '/media/',
      '%',
      '.',
      ' HTTP/1.1',
      '\r\n',
      HOST,
      '\r\n\r\n',
      'Content-Length: 7',
      ':',
      '\0',
      '🍞',
      SECRET,
      '{"action":',
    ];
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        const pieces = Array.from({ length: 1 + Math.floor(random() * 20) }, () =>
          random() < 0.2 ? randomBytes(9).toString('latin1') : (parts[Math.floor(random() * parts.length)] ?? ''),
        );
        await sendRaw(server.publicUrl, [Buffer.from(pieces.join(''), n % 2 === 0 ? 'latin1' : 'utf8')], {
          patienceMs: 50,
          firstWordMs: 50,
        });
      }),
    );
    expect(await healthy()).toBe(true);
  });

  it('cuts whoever sends the head or the body of a request drop by drop, or nothing at all', async () => {
    const drops = (text: string): string[] => [...text].map((sign) => sign);
    const slow = { pauseMs: 100, patienceMs: 3_000 };
    const started = performance.now();
    const answers = await Promise.all([
      sendRaw(server.publicUrl, drops(`GET /healthz HTTP/1.1\r\n${HOST}${many(50, () => 'a')}`), slow),
      sendRaw(server.publicUrl, [`${HOOK}Content-Length: 5000\r\n\r\n`, ...drops(many(50, () => 'a'))], slow),
      sendRaw(server.publicUrl, ['', ...drops('')], slow),
    ]);
    expect(answers.map(({ closed }) => closed)).toEqual([true, true, true]);
    expect(answers[0]?.statuses).toEqual([408]);
    // By itself it would have taken five.
    expect(performance.now() - started).toBeLessThan(4_900);
  });

  it('answers again after more connections than it takes', async () => {
    const crowd = await Promise.all(
      Array.from({ length: 150 }, () => sendRaw(server.publicUrl, ['GET /heal'], { patienceMs: 10_000 })),
    );
    expect(crowd.every(({ closed }) => closed)).toBe(true);
    expect(await healthy()).toBe(true);
  });

  it('logs all of this in a few lines, without an error and without what was sent', async () => {
    const lines = server
      .logged()
      .split('\n')
      .filter((line) => line !== '' && !line.includes('"level":20'))
      .map((line) => JSON.parse(line) as { level: number; refused: string; why: string; times: number });
    expect(lines.filter(({ level }) => level > 40)).toEqual([]);
    expect(lines.map(({ refused, why }) => `${refused}: ${why}`)).toEqual(
      expect.arrayContaining([
        'connection: no HTTP',
        'connection: the head is too large',
        'connection: the request comes too slowly',
        'hook: a wrong secret',
        'media: no key has signed the token',
      ]),
    );
    expect(lines.length).toBeLessThan(15);
    expect(server.logged()).not.toContain(hookSecret(MEDIA_KEYS, 'food11'));
    expect(server.logged()).not.toContain('evil.example');
  });
});

describe('bodies that are never finished', () => {
  it('are given up, the oldest first, before they fill the memory; a genuine callback gets through', async () => {
    const server = await startTestServer();
    const open: ReturnType<typeof httpRequest>[] = [];
    let givenUp = 0;
    try {
      for (let n = 0; n < 60; n++) {
        const request = httpRequest(`${server.publicUrl}/callbacks/training`, { method: 'POST', agent: false });
        request.on('response', (response) => expect(response.resume().statusCode).toBe(503));
        request.on('error', () => undefined);
        request.on('close', () => {
          givenUp += 1;
        });
        // One byte less than would be refused at once.
        request.write(Buffer.alloc(999_999, 'x'));
        open.push(request);
      }
      for (let n = 0; n < 200 && givenUp < 28; n++) await sleep(50);
      await sleep(300);
      // 32 MB are held.
      expect(givenUp).toBe(28);
      const response = await fetch(`${server.publicUrl}/callbacks/training`, { method: 'POST', body: '{}' });
      expect(response.status).toBe(401);
    } finally {
      for (const request of open) request.destroy();
      await server.close();
    }
  });
});
