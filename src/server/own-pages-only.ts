import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { isAllowedHost } from './allowed-hosts';
import type { Refusals } from './refusals';

const OTHER_HOST =
  'This listener answers to IP addresses and names without dots. To reach it under another name, add that to ANNOLOOP_OPERATOR_HOSTS.';

/**
 * Guards pages that have no login of their own, on whatever network they listen, from the pages of others: a browser may be
 * led here by a stranger's name, or by a stranger's page that asks for ours as an image, a script or a frame. Links work.
 * @param mayAsk which origins may ask for which paths all the same
 */
export function ownPagesOnly(
  hosts: readonly string[],
  refusals: Refusals,
  mayAsk: (path: string, origin: string | undefined) => boolean,
): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (c, next) => {
    const from = c.env.incoming.socket.remoteAddress;
    if (!isAllowedHost(c.req.header('host'), hosts)) {
      refusals.note({ what: 'page', why: "a name that is not the operators' listener's" }, from);
      return c.text(OTHER_HOST, 421);
    }
    const site = c.req.header('sec-fetch-site') ?? 'none';
    const opened = c.req.header('sec-fetch-mode') === 'navigate' && c.req.header('sec-fetch-dest') === 'document';
    if (site !== 'none' && site !== 'same-origin' && !opened && !mayAsk(c.req.path, c.req.header('origin'))) {
      refusals.note({ what: 'page', why: 'asked for by a page of another origin' }, from);
      return c.text('Pages of other origins may link here, and no more.', 403);
    }
    await next();
    c.res.headers.set('Cross-Origin-Resource-Policy', 'same-origin');
    c.res.headers.set('X-Content-Type-Options', 'nosniff');
    return undefined;
  };
}
