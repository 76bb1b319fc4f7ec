import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What came back over one connection, and whether the other side closed it. */
export interface RawAnswer {
  /** Status codes of the answers, in order. */
  statuses: number[];
  text: string;
  closed: boolean;
}

/**
 * Sends bytes as they are: what no HTTP client would. Pieces are sent `pauseMs` apart; then it listens until the other
 * side closes, or has said something and is silent for `patienceMs`; for a first word it waits `firstWordMs`.
 */
export async function sendRaw(
  url: string,
  pieces: readonly (string | Uint8Array)[],
  { pauseMs = 0, patienceMs = 200, firstWordMs = 10_000 } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  let closed = false;
  const end = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      closed = true;
      resolve();
    });
  });
  await once(socket, 'connect');
  for (const piece of pieces) {
    if (closed) break;
    socket.write(piece);
    if (pauseMs > 0) await Promise.race([sleep(pauseMs), end]);
  }
  const until = performance.now() + firstWordMs;
  for (let before = -1; !closed && (before !== text.length || (text === '' && performance.now() < until)); ) {
    before = text.length;
    await Promise.race([sleep(patienceMs), end]);
  }
  const heard = closed;
  socket.destroy();
  return {
    statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code)),
    text,
    closed: heard,
  };
}
