import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy does to one request instead of passing it on unharmed. */
type Tampering =
  /** The server does what was asked, and nobody hears of it. */
  | { kind: 'lose the reply' }
  /** The server gets the request without its body, as some proxies pass on a GET. */
  | { kind: 'drop the body' }
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'never answer' };

export interface TamperingProxy {
  url: string;
  /** Method and path of every request so far. */
  seen: string[];
  /** The next request that matches is tampered with, once. */
  tamperWith(match: string, tampering: Tampering): void;
  close(): Promise<void>;
}

/** Stands in front of a real server, so that tests can break the line at the point they want. */
export async function startTamperingProxy(target: string): Promise<TamperingProxy> {
  const seen: string[] = [];
  const planned: { match: string; tampering: Tampering }[] = [];

  const server = createServer((incoming, outgoing) => {
    const name = `${incoming.method} ${incoming.url?.split('?')[0]}`;
    seen.push(name);
    const index = planned.findIndex(({ match }) => name.includes(match));
    const tampering = index < 0 ? undefined : planned.splice(index, 1)[0]?.tampering;
    if (tampering?.kind === 'never answer') return;
    if (tampering?.kind === 'answer') {
      incoming.resume();
      outgoing
        .writeHead(tampering.status, { 'content-type': 'text/html', ...tampering.headers })
        .end(tampering.body ?? '');
      return;
    }
    passOn(target, incoming, outgoing, tampering?.kind);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    tamperWith: (match, tampering) => planned.push({ match, tampering }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse, how?: Tampering['kind']): void {
  const { hostname, port } = new URL(target);
  const headers = { ...incoming.headers, connection: 'close' };
  if (how === 'drop the body') delete headers['content-length'];
  // A connection of its own each: the development server closes idle ones without a word.
  const options = { agent: false, hostname, port, method: incoming.method, path: incoming.url, headers };
  const onward = request(options, (answer) => {
    if (how === 'lose the reply') {
      answer.resume().on('end', () => outgoing.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' });
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  if (how === 'drop the body') {
    incoming.resume();
    onward.end();
  } else incoming.pipe(onward);
}
