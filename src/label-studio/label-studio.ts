import { Agent, type Dispatcher } from 'undici';
import { z } from 'zod';
import { createAccount } from './account';
import { createAnnotations } from './annotations';
import { authorizationFor } from './authorization';
import { createHttp, type HttpOptions, sendOpenly } from './http';
import { createMlBackends } from './ml-backends';
import { createOverlaps } from './overlaps';
import type { LabelStudio } from './port';
import { createProjects } from './projects';
import { createSourceStorages } from './source-storages';
import { createTaskDeletion } from './task-deletion';
import { createTasks } from './tasks';
import { createWebhooks } from './webhooks';

export interface LabelStudioSettings {
  /** As the worker reaches it, with a path where it lives below one. */
  url: string;
  /** A legacy token, or a personal access token. */
  token: string;
  /** Until an answer begins, and between two pieces of it; ms. Imports have five minutes. */
  timeoutMs?: number;
  /** Calls everything off. */
  signal?: AbortSignal;
  dispatcher?: Dispatcher;
  /** The clock that access tokens age by; ms. */
  now?: () => number;
}

/** A call costs Label Studio 50 to 200 ms of its one core: more connections would only wait there. */
const CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 10_000;
/** Label Studio's development server closes idle connections without a word: a short life avoids writing into one. */
const KEEP_ALIVE_MS = 1000;

/** The client; `close` ends its connections once open requests are done. */
export function createLabelStudio(settings: LabelStudioSettings): LabelStudio & { close(): Promise<void> } {
  const { url, token, timeoutMs = 60_000, signal, now = Date.now } = settings;
  const dispatcher =
    settings.dispatcher ??
    new Agent({ connections: CONNECTIONS, connect: { timeout: CONNECT_TIMEOUT_MS }, keepAliveTimeout: KEEP_ALIVE_MS });
  const options: HttpOptions = { url, dispatcher, timeoutMs, signal };
  const http = createHttp(
    options,
    authorizationFor(token, (refresh) => accessToken(options, refresh), now),
  );
  return {
    ...createAccount(http),
    ...createProjects(http),
    ...createTasks(http),
    ...createOverlaps(http),
    ...createAnnotations(http),
    ...createWebhooks(http),
    ...createSourceStorages(http),
    ...createMlBackends(http),
    ...createTaskDeletion(http),
    close: () => dispatcher.close(),
  };
}

async function accessToken(options: HttpOptions, refresh: string): Promise<string> {
  const schema = z.object({ access: z.string() });
  const { access } = await sendOpenly(options, {
    method: 'POST',
    path: '/api/token/refresh',
    body: { refresh },
    schema,
  });
  return access;
}
