import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'undici';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

export interface Chromium {
  /** Opens an address in a tab of its own and leaves it to itself for a while; what the page is then. */
  open(url: string, seconds?: number): Promise<string>;
  close(): Promise<void>;
}

type Send = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;

/**
 * Starts a browser with a profile of its own, driven by its DevTools protocol.
 * @param hosts names that it resolves by this rule: 'MAP evil.example 127.0.0.1'
 * @throws where there is none: a promise about browsers is not kept by looking at none
 */
export async function startChromium(hosts: string): Promise<Chromium> {
  const executable = await find();
  const profile = await mkdtemp(join(tmpdir(), 'annoloop-chromium-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const child = spawn(
    executable,
    [
      ...flags,
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      `--host-resolver-rules=${hosts}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    }
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  const send = await drive(child).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    async open(url, seconds = 3) {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      // Answered only when the page, or the download, has begun.
      send('Page.navigate', { url }, String(sessionId)).catch(() => undefined);
      await sleep(seconds * 1_000);
      const expression = 'document.documentElement.outerHTML';
      const { result } = await send('Runtime.evaluate', { expression }, String(sessionId));
      await send('Target.closeTarget', { targetId });
      return String((result as { value?: unknown }).value);
    },
    close,
  };
}

/** Its protocol, once it is up; it saves nothing. */
async function drive(child: ChildProcess): Promise<Send> {
  const socket = new WebSocket(await devTools(child));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const send = protocolOver(socket);
  await send('Browser.setDownloadBehavior', { behavior: 'deny' });
  return send;
}

async function find(): Promise<string> {
  const given = process.env.ANNOLOOP_CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const path of given ? [given] : folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))) {
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  throw new Error(
    'Chromium is missing, so nothing is proved about what runs in a browser: apt-get install chromium, or set ANNOLOOP_CHROMIUM to one',
  );
}

/** The address that it says on standard error. */
async function devTools({ stderr }: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of stderr ?? []) {
    said += String(chunk);
    const [, address] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
    if (address) return address;
  }
  throw new Error(`Chromium ended:\n${said.slice(-2_000)}`);
}

function protocolOver(socket: WebSocket): Send {
  const waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  let sent = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as {
      id?: number;
      result?: Record<string, unknown>;
      error?: { message: string };
    };
    const asked = waiting.get(id ?? 0);
    waiting.delete(id ?? 0);
    if (error) asked?.reject(new Error(error.message));
    else asked?.resolve(result ?? {});
  });
  return (method, params = {}, sessionId) => {
    sent += 1;
    const id = sent;
    socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }));
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  };
}
