import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The client's first bytes of a connection: RFC 9113, section 3.4. */
const PREFACE = 24;
const FRAME_HEAD = 9;
const HEADERS = 1;

/** A line to Temporal on which it answers a few calls and then no more. */
export interface FadingTemporal {
  /** `host:port` */
  address: string;
  close(): Promise<void>;
}

/**
 * @param calls that are still answered; the first two of a command prove server and namespace
 * @param then `silent`: connections stay open and new ones are taken; `gone`: they are reset and refused
 */
export async function startFadingTemporal(
  target: string,
  calls: number,
  then: 'silent' | 'gone',
): Promise<FadingTemporal> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  let begun = 0;
  const fade = (): void => {
    if (then === 'silent') return;
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (begun > calls) return;
    const far = connect(Number(port), host);
    keep(far);
    const callsIn = countCalls();
    near.on('data', (bytes) => {
      if (begun > calls) return;
      begun += callsIn(bytes);
      if (begun > calls) fade();
      else far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (begun <= calls) near.write(bytes);
    });
    near.on('close', () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** How many calls begin in the next bytes that a client sends: each with one HEADERS frame. */
function countCalls(): (bytes: Buffer) => number {
  let skip = PREFACE;
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    let begun = 0;
    for (;;) {
      if (skip > 0) {
        const skipped = Math.min(skip, rest.length);
        rest = rest.subarray(skipped);
        skip -= skipped;
      }
      if (skip > 0 || rest.length < FRAME_HEAD) return begun;
      if (rest.readUInt8(3) === HEADERS) begun += 1;
      skip = FRAME_HEAD + rest.readUIntBE(0, 3);
    }
  };
}
