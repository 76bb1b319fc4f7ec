import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A line to a real server that can be held at a request of choice, so that what is at its other end can be killed there. */
export interface HeldLine {
  url: string;
  /** Lets `passing` requests that match through and holds all later ones for good; resolves at the first that is held. */
  holdAfter(passing: number, matches: (incoming: IncomingMessage) => boolean): Promise<void>;
  /** Lets everything pass that comes from now on. */
  release(): void;
  close(): Promise<void>;
}

export async function startHeldLine(target: string): Promise<HeldLine> {
  const { hostname, port } = new URL(target);
  let isHeld: (incoming: IncomingMessage) => boolean = () => false;

  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (isHeld(incoming)) return;
    // The client signed for the host that it knows, so that header stays as it is.
    const options = { agent: false, hostname, port, method: incoming.method, path: incoming.url };
    const onward = request({ ...options, headers: { ...incoming.headers, connection: 'close' } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' });
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holdAfter: (passing, matches) =>
      new Promise((resolve) => {
        let seen = 0;
        isHeld = (incoming) => {
          if (!matches(incoming)) return false;
          seen += 1;
          if (seen <= passing) return false;
          resolve();
          return true;
        };
      }),
    release: () => {
      isHeld = () => false;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
