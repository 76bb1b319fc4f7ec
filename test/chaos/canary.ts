import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where hostile pages call home to, and pages of our own that a test wants to have. */
export interface Canary {
  origin: string;
  /** What called home, with what it brought. */
  readonly calls: readonly string[];
  forget(): void;
  /** Serves a page with a session's cookie, which no other port of this machine should come to know. */
  page(path: string, body: string | Buffer, type?: string): string;
  close(): Promise<void>;
}

export async function startCanary(): Promise<Canary> {
  const pages = new Map<string, { body: string | Buffer; type: string }>();
  let calls: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const page = pages.get(url);
    if (url.startsWith('/home')) calls.push(url);
    const headers = { 'Access-Control-Allow-Origin': '*', 'Set-Cookie': 'session=of-somebody; Path=/' };
    response.writeHead(page ? 200 : 404, { ...headers, 'Content-Type': page?.type ?? 'text/plain' }).end(page?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    get calls() {
      return calls;
    },
    forget() {
      calls = [];
    },
    page(path, body, type = 'text/html; charset=utf-8') {
      pages.set(path, { body, type });
      return origin + path;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
