import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** How a server that should not do so says back what it was sent. */
export interface Echo {
  status: number;
  form: 'html' | 'json detail' | 'json fields' | 'json list' | 'xml' | 'xml code' | 'text' | 'redirect' | 'headers';
}

/** A server that answers every request with all that the request held: its address, its headers and its body. */
export async function startEchoServer(): Promise<{ url: string; echo(how: Echo): void; close(): Promise<void> }> {
  let how: Echo = { status: 500, form: 'text' };
  const server = createServer(async (incoming, outgoing) => {
    const said = await saidIn(incoming);
    const { headers, body } = answer(how, said);
    outgoing.writeHead(how.status, { ...headers, connection: 'close' });
    outgoing.end(incoming.method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    echo: (given) => {
      how = given;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Said {
  authorization: string;
  url: string;
  body: string;
}

const saidIn = async (incoming: IncomingMessage): Promise<Said> => ({
  authorization: incoming.headers.authorization ?? 'none',
  url: incoming.url ?? '',
  body: await text(incoming),
});

function answer({ status, form }: Echo, { authorization, url, body }: Said) {
  const all = `${authorization} ${url} ${body}`;
  const json = (value: unknown) => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });
  const xml = (code: string) => ({
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0"?><Error><Code>${escaped(code)}</Code><Message>${escaped(all)}</Message><StringToSign>${escaped(all)}</StringToSign><Resource>${escaped(url)}</Resource></Error>`,
  });
  switch (form) {
    case 'html':
      return {
        headers: { 'content-type': 'text/html' },
        body: `<html><head><title>${escaped(authorization)}: ${STATUS_CODES[status]}</title></head><body>${escaped(all)}</body></html>`,
      };
    case 'json detail':
      return json({ detail: all });
    case 'json fields':
      return json({
        detail: 'Validation error',
        validation_errors: { token: [authorization], [authorization]: [body] },
      });
    case 'json list':
      return json([authorization, { url }, { body }]);
    case 'xml':
      return xml('InvalidRequest');
    case 'xml code':
      return xml(authorization);
    case 'text':
      return { headers: { 'content-type': 'text/plain' }, body: all };
    case 'redirect':
      return {
        headers: {
          location: `https://me:${encodeURIComponent(authorization)}@elsewhere.example/${url}?${authorization}`,
        },
        body: all,
      };
    case 'headers':
      return {
        headers: {
          'content-type': authorization.replace(/[^\x20-\x7e]/g, ''),
          'x-amz-bucket-region': authorization,
          'x-amz-request-id': authorization,
          'retry-after': authorization,
          date: authorization,
        },
        body: all,
      };
  }
}

const escaped = (raw: string): string =>
  raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
