import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** What can go wrong between a client and a server. */
export type Fault =
  /** The connection closes before the server has heard of the request. */
  | { kind: 'drop-request' }
  /** The server acts and answers; the client never hears of it: its connection closes. */
  | { kind: 'drop-reply' }
  /** The same, but the client is left waiting: for what is killed at this moment. */
  | { kind: 'hold-reply' }
  /** The request is never passed on, and the client is left waiting. */
  | { kind: 'hold' }
  /** TCP reset instead of an answer. */
  | { kind: 'reset' }
  /** The client's connection closes, and so much later the server hears of the request and acts: after the client's next look. */
  | { kind: 'late'; ms: number }
  /** The same, once this has been done. */
  | { kind: 'late'; once: Promise<unknown> }
  /** The server gets half of the request's body, then a reset; the client too. */
  | { kind: 'cut-request' }
  /** The request reaches the server so much later. */
  | { kind: 'delay'; ms: number }
  /** The same, when this has been done: somebody else is faster. */
  | { kind: 'meanwhile'; act(): Promise<unknown> }
  /** Answered here, without asking the server. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** The server acts, and the client gets this in place of its answer: a 200 with an error inside, say. */
  | { kind: 'replace-reply'; status: number; headers?: Record<string, string>; body?: string }
  /** The answer's head, then its body in ten pieces over so many ms. */
  | { kind: 'slow-body'; ms: number }
  /** The answer's head and half of its body, then the connection ends. */
  | { kind: 'cut-body' };

export interface PassedRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage['headers'];
}

interface AnsweredRequest extends PassedRequest {
  status: number;
  /** When the server had answered: `performance.now()`. */
  at: number;
}

/** Which requests a fault befalls: of those that match, the first `skip` are spared, then `times` are hit (all, unless said). */
export interface FaultRule {
  matches?(request: PassedRequest): boolean;
  fault: Fault;
  skip?: number;
  times?: number;
}

export interface InjectedFault {
  /** How many requests it has befallen. */
  readonly hits: number;
  /** Resolves at the first. For faults after the server acted: when it has. */
  readonly first: Promise<void>;
  remove(): void;
}

/** A line to a real HTTP server on which faults can be injected. Without any it passes everything on. */
export interface Line {
  url: string;
  /** What reached the server, in order of its answers. */
  readonly passed: readonly AnsweredRequest[];
  /** How many it is still to answer; late ones count from when they came. */
  readonly underWay: number;
  /** The first rule that wants a request has it. */
  inject(rule: FaultRule): InjectedFault;
  /** No faults any more, for requests that come from now on. */
  clear(): void;
  close(): Promise<void>;
}

interface Rule extends FaultRule {
  seen: number;
  hits: number;
  hit(): void;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export async function startLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const passed: AnsweredRequest[] = [];
  let rules: Rule[] = [];
  let underWay = 0;

  /**
   * The server's whole answer to a request. The client signed for the host that it knows, so that header stays.
   * @param body where it was read already
   */
  function forward(incoming: IncomingMessage, body?: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { method, url: path, headers } = incoming;
      const onward = request({
        agent: false,
        hostname,
        port,
        method,
        path,
        headers: { ...headers, connection: 'close' },
      });
      onward.once('error', reject);
      onward.once('response', (response) => {
        buffer(response).then((answered) => {
          passed.push({ ...nameOf(incoming), status: response.statusCode ?? 0, at: performance.now() });
          resolve({ status: response.statusCode ?? 502, headers: response.headers, body: answered });
        }, reject);
      });
      if (body) {
        onward.end(body);
        return;
      }
      incoming.once('error', reject);
      incoming.pipe(onward);
    });
  }

  /** The client is gone at once, the server acts later; who asked hears nothing of it. */
  async function forwardLate(incoming: IncomingMessage, when: () => Promise<unknown>): Promise<void> {
    const body = await buffer(incoming);
    incoming.socket.destroy();
    await when();
    await forward(incoming, body);
  }

  async function forwardHalf(incoming: IncomingMessage): Promise<void> {
    const body = await buffer(incoming);
    const { method, url: path, headers } = incoming;
    const onward = request({ agent: false, hostname, port, method, path, headers });
    onward.on('error', () => undefined);
    onward.write(body.subarray(0, Math.floor(body.length / 2)), () => onward.socket?.resetAndDestroy());
    incoming.socket.resetAndDestroy();
  }

  function ruleFor(incoming: IncomingMessage): Rule | null {
    for (const rule of rules) {
      if (rule.matches && !rule.matches(nameOf(incoming))) continue;
      rule.seen += 1;
      if (rule.seen <= (rule.skip ?? 0) || rule.hits >= (rule.times ?? Number.POSITIVE_INFINITY)) continue;
      rule.hits += 1;
      return rule;
    }
    return null;
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const rule = ruleFor(incoming);
    if (!rule) return answer(outgoing, await forward(incoming));
    const { fault } = rule;
    if (fault.kind === 'late' || fault.kind === 'cut-request') {
      rule.hit();
      if (fault.kind === 'cut-request') return forwardHalf(incoming);
      return forwardLate(incoming, () => ('once' in fault ? fault.once : sleep(fault.ms)));
    }
    const actsFirst = ['drop-reply', 'hold-reply', 'replace-reply', 'slow-body', 'cut-body'].includes(fault.kind);
    if (!actsFirst) rule.hit();
    if (fault.kind === 'delay') await sleep(fault.ms);
    if (fault.kind === 'meanwhile') await fault.act();
    const reply = actsFirst || fault.kind === 'delay' || fault.kind === 'meanwhile' ? await forward(incoming) : null;
    if (actsFirst) rule.hit();
    await misbehave(fault, reply, incoming.socket, outgoing);
  }

  const server = createServer((incoming, outgoing) => {
    underWay += 1;
    serve(incoming, outgoing)
      .catch(() => incoming.socket.destroy())
      .finally(() => {
        underWay -= 1;
      });
  });
  // The client's own patience is what is tested.
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    get underWay() {
      return underWay;
    },
    inject(given) {
      let hit = (): void => undefined;
      const first = new Promise<void>((resolve) => {
        hit = resolve;
      });
      const rule: Rule = { ...given, seen: 0, hits: 0, hit };
      rules.push(rule);
      return {
        get hits() {
          return rule.hits;
        },
        first,
        remove: () => {
          rules = rules.filter((other) => other !== rule);
        },
      };
    },
    clear: () => {
      rules = [];
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      // Also who is just being accepted: nobody answers them any more.
      server.on('connection', (socket) => socket.destroy());
      server.closeAllConnections();
      await closed;
    },
  };
}

const nameOf = ({ method = '', url = '', headers }: IncomingMessage): PassedRequest => ({ method, url, headers });

function answer(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _, ...kept } = headers;
  outgoing.writeHead(status, { ...kept, connection: 'close' });
  outgoing.end(body);
}

async function misbehave(fault: Fault, reply: Answer | null, socket: Socket, outgoing: ServerResponse): Promise<void> {
  switch (fault.kind) {
    case 'drop-request':
    case 'drop-reply':
      socket.destroy();
      return;
    case 'hold':
    case 'hold-reply':
      return;
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'late':
    case 'cut-request':
      return; // done before
    case 'delay':
    case 'meanwhile':
      if (reply) answer(outgoing, reply);
      return;
    case 'answer':
    case 'replace-reply':
      outgoing.writeHead(fault.status, { connection: 'close', ...fault.headers });
      outgoing.end(fault.body ?? '');
      return;
    case 'slow-body':
    case 'cut-body':
      if (reply) await drip(fault, reply, socket, outgoing);
  }
}

async function drip(
  fault: Extract<Fault, { kind: 'slow-body' | 'cut-body' }>,
  { status, headers, body }: Answer,
  socket: Socket,
  outgoing: ServerResponse,
): Promise<void> {
  const { 'transfer-encoding': _, ...kept } = headers;
  // The answer to a HEAD has a length and no body.
  const length = body.length > 0 ? { 'content-length': String(body.length) } : {};
  outgoing.writeHead(status, { ...kept, connection: 'close', ...length });
  if (fault.kind === 'cut-body') {
    outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => socket.destroy());
    return;
  }
  const piece = Math.max(1, Math.ceil(body.length / 10));
  for (let at = 0; at < body.length && !outgoing.destroyed; at += piece) {
    await sleep(fault.ms / 10);
    outgoing.write(body.subarray(at, at + piece));
  }
  outgoing.end();
}
