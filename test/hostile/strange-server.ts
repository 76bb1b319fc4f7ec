import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/** What an address answers to any request that comes: the bytes as they are, or whatever is written to the socket. */
export type StrangeAnswer = string | Buffer | ((socket: Socket) => void);

/** An address at which no server of ours listens: each connection gets the same answer, for as long as it is open. */
export async function startStrangeServer(answer: StrangeAnswer): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', () => {
      if (typeof answer === 'function') answer(socket);
      else socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer of HTTP with its length. */
export function http(status: string, type: string | null, body: string | Buffer = '', ...headers: string[]): Buffer {
  const head = [
    `HTTP/1.1 ${status}`,
    ...(type === null ? [] : [`content-type: ${type}`]),
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
}

/** The beginning of a body, and more of it for as long as somebody reads. */
export function endless(type: string, more: string): (socket: Socket) => void {
  const chunk = more.repeat(Math.ceil(65_536 / more.length));
  return (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nconnection: close\r\n\r\n`);
    const pour = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pour);
    pour();
  };
}
