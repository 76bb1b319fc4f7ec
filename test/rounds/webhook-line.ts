import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface Hook {
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A line between Label Studio and our server that keeps every hook to itself until it is told what to do with them. */
export interface WebhookLine {
  url: string;
  kept: readonly Hook[];
  /** Sends all that was kept, the last one first, each so many times; the statuses that came back. */
  replayBackwards(times: number): Promise<number[]>;
  close(): Promise<void>;
}

export async function startWebhookLine(target: string): Promise<WebhookLine> {
  const kept: Hook[] = [];
  const server = createServer(async (incoming, outgoing) => {
    kept.push({ url: incoming.url ?? '', headers: incoming.headers, body: await buffer(incoming) });
    outgoing.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    kept,
    async replayBackwards(times) {
      const statuses: number[] = [];
      for (const { url, headers, body } of [...kept].reverse().flatMap((hook) => Array<Hook>(times).fill(hook))) {
        const { host: _, connection: __, 'content-length': ___, ...own } = headers;
        const response = await fetch(target + url, { method: 'POST', headers: own as Record<string, string>, body });
        statuses.push(response.status);
        await response.arrayBuffer();
      }
      return statuses;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
