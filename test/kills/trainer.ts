import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A trainer behind HTTP that answers at once, the same for the same job however often it is asked. */
export interface Trainer {
  url: string;
  /** By job, how often it was asked for. */
  readonly asked: ReadonlyMap<string, number>;
  /** From now on the next request is taken and never answered; resolves when it has come. */
  silentOnce(): Promise<void>;
  close(): Promise<void>;
}

export async function startTrainer(): Promise<Trainer> {
  const asked = new Map<string, number>();
  let silence: (() => void) | null = null;
  const server = createServer(async (incoming, outgoing) => {
    const { jobId } = JSON.parse((await buffer(incoming)).toString('utf8')) as { jobId: string };
    asked.set(jobId, (asked.get(jobId) ?? 0) + 1);
    if (silence) {
      silence();
      silence = null;
      return;
    }
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ modelVersion: 'm2', metrics: { accuracy: 0.9 } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/train`,
    asked,
    silentOnce: () =>
      new Promise((resolve) => {
        silence = resolve;
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
