import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Logger } from 'pino';
import type { Counters } from './counters';

/**
 * Counts and logs requests by the pattern of their route. The path itself is never logged: `/media/TOKEN` is a key to an
 * image, and query strings are anybody's.
 */
export function requestLog(listener: 'public' | 'operators', counters: Counters, log: Logger): MiddlewareHandler {
  return async (c, next) => {
    const start = performance.now();
    await next();
    const route = routeOf(c);
    const { status } = c.res;
    counters.add('annoloop_http_requests_total', { listener, route, status: String(status) });
    const ms = Math.round(performance.now() - start);
    log.debug({ listener, method: c.req.method, route, status, ms }, 'request');
  };
}

/** Middleware is registered under patterns with a star, handlers never are. */
const routeOf = (c: Context): string => matchedRoutes(c).find(({ path }) => !path.includes('*'))?.path ?? 'unmatched';
