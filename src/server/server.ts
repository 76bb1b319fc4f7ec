import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import type { LabelStudio } from '../label-studio/port';
import { createRoundImagesCache } from '../media/round-images-cache';
import type { ObjectStore } from '../object-store/port';
import type { PendingTrainings, RoundWaker } from '../temporal/port';
import { answerErrors } from './answer-errors';
import { callbackRoutes } from './callback-routes';
import { type CodecDependencies, codecRoutes, mayAskForPayloads } from './codec-routes';
import { createCounters } from './counters';
import { livenessRoutes, type ReadinessChecks, readinessRoutes } from './health-routes';
import { hookRoutes } from './hook-routes';
import { LISTENER_LIMITS, type ListenAddress, type ListenerLimits, listen } from './listener';
import { createLoops, type LoopsDependencies } from './loops';
import { mediaRoutes, type SlowestReader } from './media-routes';
import { ownPagesOnly } from './own-pages-only';
import { createRefusals } from './refusals';
import { reportRoutes } from './report-routes';
import { requestLog } from './request-log';
import { createRoundCount } from './round-count';
import { createRoundHints } from './round-hints';

export interface ServerDependencies extends LoopsDependencies, CodecDependencies {
  /** What strangers reach: media, hooks, callbacks. */
  publicAddress: ListenAddress;
  /** What operators reach: metrics, reports. Never the same origin, for uploads are shown on the other. */
  operatorsAddress: ListenAddress;
  /** Names under which browsers may reach the operators' listener, besides IP addresses and names without dots. */
  operatorHosts: readonly string[];
  mediaKeys: readonly string[];
  labelStudioOrigins: readonly string[];
  trainerSecret: string | null;
  store: Pick<ObjectStore, 'get'>;
  labelStudio: Pick<LabelStudio, 'countRound'>;
  waker: RoundWaker;
  trainings: PendingTrainings;
  readiness: ReadinessChecks;
  log: Logger;
  /** How long hints of new answers are gathered before they are counted. */
  hintDelayMs?: number;
  /** Where a connection may take less than usual. */
  limits?: Partial<ListenerLimits>;
  slowestReader?: SlowestReader;
}

export interface RunningServer {
  publicAddress: ListenAddress;
  operatorsAddress: ListenAddress;
  close(): Promise<void>;
}

type App = Hono<{ Bindings: HttpBindings }>;

/** Items whose places are remembered, over all rounds: some 100 MB. */
const MOST_ITEMS = 300_000;
const CLOSE_GRACE_MS = 5_000;

/** Starts both listeners, or none. */
export async function startServer(deps: ServerDependencies): Promise<RunningServer> {
  const { labelStudio, waker, log } = deps;
  const counters = createCounters();
  const refusals = createRefusals(log, deps.now);
  const loops = createLoops(deps);
  const images = createRoundImagesCache({
    mostItems: MOST_ITEMS,
    onRead: () => counters.add('annoloop_media_index_loads_total'),
  });
  const count = createRoundCount(loops, labelStudio);
  const hints = createRoundHints({
    count(round) {
      counters.add('annoloop_answer_counts_total');
      return count(round);
    },
    wake(round) {
      counters.add('annoloop_wakes_total');
      return waker.wake(round);
    },
    waiting: (loop) => waker.waiting(loop),
    log,
    delayMs: deps.hintDelayMs ?? 2_000,
  });

  const base = (listener: 'public' | 'operators'): App => {
    const app: App = new Hono();
    app.onError(answerErrors(log, deps.now));
    app.notFound((c) => c.text('There is nothing here.', 404));
    app.use('*', requestLog(listener, counters, log));
    if (listener === 'operators') {
      app.use('*', ownPagesOnly(deps.operatorHosts, refusals, mayAskForPayloads(deps)));
    }
    return app.route('/', livenessRoutes());
  };
  const publicApp = base('public')
    .route('/', mediaRoutes({ ...deps, loops, images, counters, refusals }))
    .route('/', hookRoutes({ ...deps, hints, counters, refusals }))
    .route('/', callbackRoutes({ ...deps, counters, refusals }));
  const operatorsApp = base('operators')
    .route('/', readinessRoutes(deps.readiness))
    .route('/', reportRoutes({ loops }))
    .route('/', codecRoutes(deps))
    .get('/metrics', (c) => c.text(counters.text(), 200, { 'Content-Type': 'text/plain; version=0.0.4' }));

  const options = {
    limits: { ...LISTENER_LIMITS, ...deps.limits },
    onMalformed: (why: string, from: string | undefined) => refusals.note({ what: 'connection', why }, from),
  };
  const open = await listen(publicApp, deps.publicAddress, options);
  const operators = await listen(operatorsApp, deps.operatorsAddress, options).catch(async (error: unknown) => {
    await open.close(0);
    throw error;
  });
  return {
    publicAddress: open.address,
    operatorsAddress: operators.address,
    async close() {
      await Promise.all([open.close(CLOSE_GRACE_MS), operators.close(CLOSE_GRACE_MS)]);
      await hints.close();
    },
  };
}
