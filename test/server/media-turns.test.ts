import { EventEmitter } from 'node:events';
import type { HttpBindings } from '@hono/node-server';
import { pino } from 'pino';
import { generateSecret } from '../../src/config/environment/media-keys';
import { createRoundImagesCache } from '../../src/media/round-images-cache';
import { mediaToken } from '../../src/media/token';
import { createCounters } from '../../src/server/counters';
import { mediaRoutes } from '../../src/server/media-routes';

const key = generateSecret();
const token = mediaToken(key, { round: 'food11-round-2026-11-21T00:00:00Z', itemId: 'a'.repeat(24) });

const routes = () =>
  mediaRoutes({
    mediaKeys: [key],
    labelStudioOrigins: [],
    loops: { find: async () => null },
    images: createRoundImagesCache({ mostItems: 1, onRead: () => undefined }),
    store: { get: () => Promise.reject(new Error('nothing is read')) },
    counters: createCounters(),
    refusals: { note: () => undefined },
    log: pino({ level: 'silent' }),
    now: () => new Date(),
  });

/** A connection that was closed before anybody listened for that. */
const gone = () =>
  ({
    outgoing: Object.assign(new EventEmitter(), { closed: true }),
    incoming: { socket: {} },
  }) as unknown as HttpBindings;

test('whoever goes in the very moment in which an image would be sent keeps no turn from others', async () => {
  const app = routes();
  for (let request = 0; request < 120; request += 1) {
    expect((await app.request(`/media/${token}`, {}, gone())).status).toBe(404);
  }
});
