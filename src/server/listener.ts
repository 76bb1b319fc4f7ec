import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

/** Where to listen. Port 0 takes any free one. */
export interface ListenAddress {
  host: string;
  port: number;
}

export interface Listener {
  address: ListenAddress;
  /** Takes no more connections and ends when the open requests have; what is left after `graceMs` is cut. */
  close(graceMs: number): Promise<void>;
}

/** What one connection may take, in milliseconds, and how many there may be. */
export interface ListenerLimits {
  /** Until the head of a request is there, from its first byte or the connection's beginning. */
  headMs: number;
  /** Until the whole request is there: the largest are some megabytes, from the next machine. */
  requestMs: number;
  /** Of silence, in either direction. */
  silenceMs: number;
  /** How often the two above are looked after. */
  checkMs: number;
  connections: number;
}

export const LISTENER_LIMITS: ListenerLimits = {
  headMs: 10_000,
  requestMs: 30_000,
  silenceMs: 60_000,
  checkMs: 2_000,
  // A process has 1,024 file descriptors where nobody gave it more, and the store's connections need some.
  connections: 700,
};

/** Node's socket, with the answer that is being written to it. */
type ServedSocket = Socket & { _httpMessage?: ServerResponse };

interface ListenOptions {
  limits: ListenerLimits;
  /** Something came that is no HTTP, or came too slowly; it was answered and the connection closed. */
  onMalformed(why: string, from: string | undefined): void;
}

/** @throws an error with `code` EADDRINUSE or EACCES when the address cannot be had */
export async function listen(
  app: Hono<{ Bindings: HttpBindings }>,
  { host, port }: ListenAddress,
  { limits, onMalformed }: ListenOptions,
): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: host,
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
    },
  }) as Server;
  server.setTimeout(limits.silenceMs);
  server.maxConnections = limits.connections;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: ServedSocket) => {
    const { line, why } = refusalOf(error.code);
    if (error.code !== 'ECONNRESET') onMalformed(why, socket.remoteAddress);
    // As Node does it: never into the middle of an answer.
    if (socket.writable && !socket._httpMessage?.headersSent) {
      socket.write(`HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    }
    socket.destroySoon();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    address: { host, port: (server.address() as AddressInfo).port },
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function refusalOf(code: string | undefined): { line: string; why: string } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { line: '431 Request Header Fields Too Large', why: 'the head is too large' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { line: '408 Request Timeout', why: 'the request comes too slowly' };
    default:
      return { line: '400 Bad Request', why: 'no HTTP' };
  }
}
