import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP cable to a server of any protocol, to be cut and mended: how an outage looks to whoever is connected. */
export interface Cable {
  /** `host:port` */
  address: string;
  port: number;
  /** Resets what is connected and refuses what tries. */
  cut(): void;
  mend(): void;
  /** How many tried to connect while it was cut. */
  refused(): number;
  close(): Promise<void>;
}

export async function startCable(host: string, port: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let refused = 0;

  const join = (socket: Socket, other: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
    socket.pipe(other);
  };
  const server = createServer((near) => {
    if (isCut) {
      refused += 1;
      near.on('error', () => undefined);
      near.resetAndDestroy();
      return;
    }
    const far = connect(port, host);
    join(near, far);
    join(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = (server.address() as AddressInfo).port;
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    address: `127.0.0.1:${own}`,
    port: own,
    cut() {
      isCut = true;
      reset();
    },
    mend() {
      isCut = false;
    },
    refused: () => refused,
    async close() {
      reset();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
