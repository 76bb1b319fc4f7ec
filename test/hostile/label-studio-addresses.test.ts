import { failureOf } from '../../activities/failures';
import { connect } from '../label-studio/support/client';
import { endless, http, type StrangeAnswer, startStrangeServer } from './strange-server';

jest.setTimeout(60_000);

const JSON_TYPE = 'application/json';
const HTML = 'text/html; charset=utf-8';
const page = (title: string): string =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body>…</body></html>`;

type Type =
  | 'LabelStudioUnexpected'
  | 'LabelStudioUnavailable'
  | 'LabelStudioCredentialsRefused'
  | 'LabelStudioRefused'
  | 'ProjectMissing';

/** What the address answers, the failure that a round has from it, and what is said. */
const CASES: readonly (readonly [what: string, answer: StrangeAnswer, type: Type, says: RegExp])[] = [
  [
    'a page of somebody else',
    http('200 OK', HTML, page('Welcome to nginx!')),
    'LabelStudioUnexpected',
    /text\/html.* where JSON belongs, a page titled 'Welcome to nginx!'.*check that LABEL_STUDIO_URL/,
  ],
  ['a page to log in on', http('200 OK', HTML, page('Sign in')), 'LabelStudioUnexpected', /a page titled 'Sign in'/],
  ['a page without an end', endless(HTML, '<p>more</p>'), 'LabelStudioUnexpected', /has more than 64 MB/],
  ['JSON without an end', endless(JSON_TYPE, '[1,2,3],'), 'LabelStudioUnexpected', /has more than 64 MB/],
  [
    '10 MB of HTML',
    http('200 OK', HTML, 'x'.repeat(10_000_000)),
    'LabelStudioUnexpected',
    /text\/html.* where JSON belongs \(200\)/,
  ],
  [
    '10 MB of JSON',
    http('200 OK', JSON_TYPE, JSON.stringify({ id: 'x'.repeat(10_000_000) })),
    'LabelStudioUnexpected',
    /not what Label Studio 1\.23 answers, at id/,
  ],
  [
    'an error of 10 MB',
    http('400 Bad Request', JSON_TYPE, JSON.stringify({ detail: 'x'.repeat(10_000_000) })),
    'LabelStudioRefused',
    /refuses this: x{300}…/,
  ],
  [
    'an error of a million fields',
    http(
      '400 Bad Request',
      JSON_TYPE,
      JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`f${i}`, 'wrong']))),
    ),
    'LabelStudioRefused',
    /f4: wrong.*and 99995 more/,
  ],
  [
    'a title of 10 MB',
    http('200 OK', HTML, page('T'.repeat(10_000_000))),
    'LabelStudioUnexpected',
    /a page titled 'T{100}'/,
  ],
  [
    'a title for terminals',
    http('200 OK', HTML, page('\u001b[2J\u009b31mred')),
    'LabelStudioUnexpected',
    /a page titled '\ufffd\[2J\ufffd31mred'/,
  ],
  ['nothing', http('200 OK', null), 'LabelStudioUnexpected', /answered nothing where JSON belongs/],
  ['nothing of JSON', http('200 OK', JSON_TYPE), 'LabelStudioUnexpected', /where JSON belongs/],
  ['no content', 'HTTP/1.1 204 No Content\r\n\r\n', 'LabelStudioUnexpected', /where JSON belongs/],
  ['a list', http('200 OK', JSON_TYPE, '[]'), 'LabelStudioUnexpected', /at the whole: /],
  ['null', http('200 OK', JSON_TYPE, 'null'), 'LabelStudioUnexpected', /at the whole: /],
  ['a number', http('200 OK', JSON_TYPE, '7'), 'LabelStudioUnexpected', /at the whole: /],
  [
    'another service',
    http('200 OK', JSON_TYPE, '{"status":"ok","service":"grafana"}'),
    'LabelStudioUnexpected',
    /at id: /,
  ],
  ['an id as text', http('200 OK', JSON_TYPE, '{"id":"1","email":"a@b"}'), 'LabelStudioUnexpected', /at id: /],
  ['an endless id', http('200 OK', JSON_TYPE, '{"id":1e999,"email":"a@b"}'), 'LabelStudioUnexpected', /at id: /],
  [
    'an id beyond numbers',
    http('200 OK', JSON_TYPE, '{"id":9007199254740993,"email":"a@b"}'),
    'LabelStudioUnexpected',
    /at id: /,
  ],
  [
    'a field of objects',
    http('200 OK', JSON_TYPE, '{"__proto__":{"id":1,"email":"a@b"}}'),
    'LabelStudioUnexpected',
    /at id: /,
  ],
  [
    'JSON cut in the middle',
    http('200 OK', JSON_TYPE, '{"id":1,"email":"a@'),
    'LabelStudioUnexpected',
    /where JSON belongs/,
  ],
  [
    'HTML called JSON',
    http('200 OK', JSON_TYPE, page('x')),
    'LabelStudioUnexpected',
    /where JSON belongs, a page titled 'x'/,
  ],
  [
    'JSON nested 200,000 deep',
    http('200 OK', JSON_TYPE, `${'['.repeat(200_000)}${']'.repeat(200_000)}`),
    'LabelStudioUnexpected',
    /./,
  ],
  [
    'an error nested 200,000 deep',
    http('400 Bad Request', JSON_TYPE, `{"detail":${'['.repeat(200_000)}"x"${']'.repeat(200_000)}}`),
    'LabelStudioRefused',
    /refuses this/,
  ],
  [
    'JSON that is packed',
    http('200 OK', JSON_TYPE, Buffer.from('1f8b08000000', 'hex'), 'content-encoding: gzip'),
    'LabelStudioUnexpected',
    /where JSON belongs/,
  ],
  [
    'JSON called XML',
    http('200 OK', 'application/xml', '{"id":1,"email":"a@b"}'),
    'LabelStudioUnexpected',
    /application\/xml where JSON belongs/,
  ],
  [
    'an XML error of a store',
    http('403 Forbidden', 'application/xml', '<Error><Code>AccessDenied</Code></Error>'),
    'LabelStudioCredentialsRefused',
    /the token is refused: nothing more/,
  ],
  [
    'a redirect to itself',
    http('301 Moved', null, '', 'location: /api/current-user/whoami'),
    'LabelStudioUnexpected',
    /redirects to \/api\/current-user\/whoami.*set LABEL_STUDIO_URL/,
  ],
  [
    'a redirect with secrets',
    http('302 Found', null, '', 'location: https://u:p@sso.example/login?token=hunter2#x'),
    'LabelStudioUnexpected',
    /redirects to https:\/\/sso\.example\/login \(302\)/,
  ],
  [
    'a redirect to nowhere',
    http('307 Temporary Redirect', HTML),
    'LabelStudioUnexpected',
    /text\/html.* where JSON belongs/,
  ],
  [
    'not modified',
    'HTTP/1.1 304 Not Modified\r\n\r\n',
    'LabelStudioUnexpected',
    /answered nothing where JSON belongs \(304\)/,
  ],
  [
    'a proxy that asks for a password',
    http('401 Unauthorized', HTML, page('Restricted'), 'www-authenticate: Basic realm="x"'),
    'LabelStudioCredentialsRefused',
    /the token is refused: a page titled 'Restricted'/,
  ],
  [
    'a proxy that asks for its own',
    http('407 Proxy Authentication Required', HTML),
    'LabelStudioUnexpected',
    /text\/html.*407/,
  ],
  ['an unknown page', http('404 Not Found', HTML, page('404')), 'LabelStudioUnexpected', /a page titled '404' \(404\)/],
  [
    'a teapot',
    http("418 I'm a teapot", 'text/plain', 'short and stout'),
    'LabelStudioUnexpected',
    /text\/plain where JSON belongs \(418\)/,
  ],
  [
    'a proxy without a server',
    http('502 Bad Gateway', HTML, page('502 Bad Gateway')),
    'LabelStudioUnavailable',
    /cannot do this now: a page titled '502 Bad Gateway' \(502\)/,
  ],
  [
    'a gateway that waited',
    http('504 Gateway Timeout', HTML),
    'LabelStudioUnavailable',
    /cannot do this now: nothing more \(504\)/,
  ],
  [
    'a limit',
    http('429 Too Many Requests', JSON_TYPE, '{"detail":"Request was throttled."}', 'retry-after: 999999999'),
    'LabelStudioUnavailable',
    /Request was throttled\. \(429\)/,
  ],
  ['a status of its own', http('599 Whatever', HTML), 'LabelStudioUnavailable', /\(599\)/],
  ['another protocol', 'SSH-2.0-OpenSSH_9.2p1\r\n', 'LabelStudioUnavailable', /cannot be reached \(HPE_/],
  ['TLS', Buffer.from('15030100020228', 'hex'), 'LabelStudioUnavailable', /cannot be reached \(HPE_/],
  [
    'headers without an end',
    (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(50_000)}`),
    'LabelStudioUnavailable',
    /\((UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)\)/,
  ],
  [
    'less than it said',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"id":1'),
    'LabelStudioUnavailable',
    /cannot be reached \(UND_ERR_/,
  ],
  ['nothing, and hangs up', (socket) => socket.end(), 'LabelStudioUnavailable', /cannot be reached \(UND_ERR_SOCKET\)/],
  [
    'nothing, and resets',
    (socket) => void socket.resetAndDestroy(),
    'LabelStudioUnavailable',
    /cannot be reached \(ECONNRESET\)/,
  ],
  ['nothing, for ever', () => undefined, 'LabelStudioUnavailable', /did not answer in time/],
  [
    'a word each second',
    (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{'),
    'LabelStudioUnavailable',
    /did not answer in time/,
  ],
];

test.each(CASES)('an address that answers %s is told as such, once and in short', async (_, answer, type, says) => {
  const server = await startStrangeServer(answer);
  const client = connect({ url: server.url, timeoutMs: 1_000 });
  const before = process.memoryUsage().rss;
  const start = performance.now();
  try {
    const error = await client.whoAmI().then(
      () => new Error('it was taken for Label Studio'),
      (failed: Error) => failed,
    );
    expect(error.message).toMatch(says);
    expect(error.message).toMatch(/^GET \/api\/current-user\/whoami: .*; \w/);
    expect(error.message.length).toBeLessThan(2_500);
    expect(error.message).not.toContain('hunter2');
    const failure = failureOf(error) as { type?: string; nextRetryDelay?: number };
    expect(failure.type).toBe(type);
    expect(failure.nextRetryDelay ?? 0).toBeLessThanOrEqual(15 * 60_000);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000);
  } finally {
    await client.close();
    await server.close();
  }
});
