import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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

/** @throws an error with `code` EADDRINUSE or EACCES when the address cannot be had */
export async function listen(app: Hono<{ Bindings: HttpBindings }>, { host, port }: ListenAddress): Promise<Listener> {
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host, overrideGlobalObjects: false }) as Server;
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
