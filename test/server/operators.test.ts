import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { memoryLedger } from '../fakes/memory-ledger';
import { sendRaw } from './support/raw-http';
import { startTestServer, type TestServer } from './support/running-server';

const ROUND = 'food11-round-2026-11-21T02:05:29Z';

describe("the operators' listener", () => {
  let ledger: Ledger;
  let server: TestServer;
  let storeIs: () => Promise<unknown> = async () => true;

  beforeAll(async () => {
    ledger = memoryLedger();
    server = await startTestServer({
      loops: { food11: { ledger } },
      operatorHosts: ['reports.internal.example'],
      readiness: { temporal: async () => true, objectStore: () => storeIs() },
    });
  });
  afterAll(() => server.close());
  const get = async (path: string, base = server.operatorsUrl) => {
    const response = await fetch(`${base}${path}`);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it('says that it is up, and ready only while what it needs answers', async () => {
    expect((await get('/healthz')).text).toBe('{"status":"up"}');
    expect(await get('/readyz')).toMatchObject({ status: 200 });
    storeIs = () => Promise.reject(new Error('get s3://secret: refused'));
    const down = await get('/readyz');
    expect([down.status, JSON.parse(down.text)]).toEqual([
      503,
      { status: 'down', checks: { temporal: 'up', objectStore: 'down' } },
    ]);
    storeIs = () => sleep(10_000, true, { ref: false });
    expect((await get('/readyz')).status).toBe(503);
    storeIs = async () => true;
  });

  it('shows the newest report of a round, which can load and run nothing', async () => {
    expect(await get(`/rounds/${ROUND}/report`)).toMatchObject({
      status: 404,
      text: `There is no report of round '${ROUND}' yet.`,
    });
    await ledger.createText(ledgerKeys.report(ROUND, 1), '<h1>first</h1>', 'text/html');
    await ledger.createText(ledgerKeys.report(ROUND, 2), '<h1>amended</h1>', 'text/html');
    const report = await get(`/rounds/${encodeURIComponent(ROUND)}/report`);
    expect([report.status, report.text]).toEqual([200, '<h1>amended</h1>']);
    expect(report.headers.get('content-type')).toMatch(/^text\/html/);
    expect(report.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(report.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('shows the numbers of a report, where it has any', async () => {
    expect((await get(`/rounds/${ROUND}/report.json`)).status).toBe(404);
    await ledger.createJson(ledgerKeys.reportData(ROUND, 2), { n: 2 });
    const numbers = await get(`/rounds/${ROUND}/report.json`);
    expect([numbers.status, JSON.parse(numbers.text)]).toEqual([200, { n: 2 }]);
    expect(numbers.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('shows the newest report of a loop', async () => {
    const path = '/loops/food11/report';
    expect(await get(path)).toMatchObject({ status: 404, text: "There is no report of loop 'food11' yet." });
    await ledger.createText(ledgerKeys.loopReport('2026-11-21T00:00:00Z', 1), '<h1>loop</h1>', 'text/html');
    await ledger.createJson(ledgerKeys.loopReportData('2026-11-21T00:00:00Z', 1), { loop: 'food11' });
    expect(await get(path)).toMatchObject({ status: 200, text: '<h1>loop</h1>' });
    expect(JSON.parse((await get(`${path}.json`)).text)).toEqual({ loop: 'food11' });
    for (const absent of ['birds', 'x%2F..%2Ffood11']) expect((await get(`/loops/${absent}/report`)).status).toBe(404);
  });

  it.each(['birds-round-1', 'food11', 'x%2F..%2F..-round-1'])('knows no round %s', async (round) => {
    expect((await get(`/rounds/${round}/report`)).status).toBe(404);
  });

  it('shows the counters in the text format of Prometheus', async () => {
    await get('/healthz');
    const { headers, text } = await get('/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/^# TYPE annoloop_http_requests_total counter$/m);
    expect(text).toMatch(
      /^annoloop_http_requests_total\{listener="operators",route="\/healthz",status="200"\} [1-9]\d*$/m,
    );
    for (const line of text.trim().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? \d+)$/);
    }
  });

  it("is not read by a stranger's page under a name that was made to point here, in whatever spelling", async () => {
    await ledger.createText(ledgerKeys.report(ROUND, 3), '<h1>newest</h1>', 'text/html');
    const port = server.operatorsAddress.port;
    const asked = async (host: string): Promise<(number | undefined)[]> => {
      const head = `Host: ${host}\r\nConnection: close\r\n\r\n`;
      const paths = ['/metrics', '/healthz', `/rounds/${ROUND}/report`];
      const answers = await Promise.all(
        paths.map((path) => sendRaw(server.operatorsUrl, [`GET ${path} HTTP/1.1\r\n${head}`])),
      );
      return answers.map(({ statuses }) => statuses[0]);
    };
    const strange = [
      'evil.example',
      `evil.example:${port}`,
      'EVIL.EXAMPLE.',
      '127.0.0.1.evil.example',
      'a.b',
      'evil.example@127.0.0.1',
    ];
    for (const host of [...strange, '127.0.0.1/@evil.example', 'localhost.evil.example', '']) {
      const statuses = await asked(host);
      for (const status of statuses) expect([host, [400, 421].includes(status ?? 0)]).toEqual([host, true]);
    }
    const own = [
      `127.0.0.1:${port}`,
      'localhost',
      `[::1]:${port}`,
      'server:8091',
      'a.localhost',
      '10.1.2.3',
      'reports.internal.example',
    ];
    for (const host of own) expect([host, await asked(host)]).toEqual([host, [200, 200, 200]]);
    expect(server.logged()).toContain("a name that is not the operators' listener's");
    expect(server.logged()).not.toContain('evil');
  });

  it('may be linked to by pages of other origins, and neither embedded nor asked by them', async () => {
    const asked = async (site: string, mode: string, dest: string): Promise<number> => {
      const headers = { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': dest };
      // fetch does not let these be set.
      return new Promise((resolve, reject) => {
        const request = httpRequest(`${server.operatorsUrl}/metrics`, { headers }, (response) => {
          resolve(response.resume().statusCode ?? 0);
        });
        request.on('error', reject).end();
      });
    };
    expect(await asked('cross-site', 'navigate', 'document')).toBe(200);
    expect(await asked('none', 'navigate', 'document')).toBe(200);
    expect(await asked('same-origin', 'cors', 'empty')).toBe(200);
    for (const site of ['cross-site', 'same-site']) {
      for (const [mode, dest] of [
        ['no-cors', 'image'],
        ['no-cors', 'script'],
        ['cors', 'empty'],
        ['navigate', 'iframe'],
        ['navigate', 'object'],
      ]) {
        expect([site, mode, dest, await asked(site, mode ?? '', dest ?? '')]).toEqual([site, mode, dest, 403]);
      }
    }
    const response = await get('/metrics');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('keeps its pages apart from what strangers reach', async () => {
    for (const path of ['/metrics', '/readyz', `/rounds/${ROUND}/report`, '/loops/food11/report']) {
      expect((await get(path, server.publicUrl)).status).toBe(404);
    }
    for (const path of ['/media/token', '/hooks/label-studio/food11', '/callbacks/training']) {
      expect((await get(path)).status).toBe(404);
    }
    expect((await get('/healthz', server.publicUrl)).status).toBe(200);
  });
});

describe('starting and closing', () => {
  it('starts neither listener when one address is taken', async () => {
    const first = await startTestServer();
    const publicPort = first.publicAddress.port;
    await first.close();
    const second = await startTestServer();
    const start = startTestServer({
      publicAddress: { host: '127.0.0.1', port: publicPort },
      operatorsAddress: second.operatorsAddress,
    });
    await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(fetch(`http://127.0.0.1:${publicPort}/healthz`)).rejects.toThrow();
    await second.close();
  });
});
