import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a trainer got, and whether its signature is what the documentation says; computed without our code. */
export interface TrainerCall {
  headers: IncomingHttpHeaders;
  body: { jobId: string; callback: { url: string; workflowId: string; activityId: string } };
  genuine: boolean;
}

export interface TestTrainer {
  url: string;
  calls: TrainerCall[];
  /** How the next requests are answered, the last one for ever. */
  answers: ((response: ServerResponse) => void)[];
  /** POSTs a callback; `sent` changes what is signed or sent. */
  callBack(
    call: TrainerCall,
    body: string,
    sent?: { secret?: string; at?: Date; job?: string; tampered?: string; signature?: string },
  ): Promise<{ status: number; text: string }>;
  close(): Promise<void>;
}

const sign = (secret: string, timestamp: string, job: string, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${job}.${body}`).digest('hex')}`;

export async function startTestTrainer(secret: string): Promise<TestTrainer> {
  const calls: TrainerCall[] = [];
  const answers: TestTrainer['answers'] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { headers } = request;
    const expected = sign(secret, String(headers['x-annoloop-timestamp']), String(headers['x-annoloop-job']), text);
    calls.push({ headers, body: JSON.parse(text), genuine: headers['x-annoloop-signature'] === expected });
    (answers.length > 1 ? answers.shift() : answers[0])?.(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/train`,
    calls,
    answers,
    async callBack(call, body, sent = {}) {
      const job = sent.job ?? call.body.jobId;
      const timestamp = String(Math.floor((sent.at ?? new Date()).getTime() / 1000));
      const response = await fetch(call.body.callback.url, {
        method: 'POST',
        headers: {
          'X-Annoloop-Timestamp': timestamp,
          'X-Annoloop-Job': job,
          'X-Annoloop-Signature': sent.signature ?? sign(sent.secret ?? secret, timestamp, job, body),
        },
        body: sent.tampered ?? body,
      });
      return { status: response.status, text: await response.text() };
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
