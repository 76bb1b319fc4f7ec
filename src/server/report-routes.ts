import { Hono } from 'hono';
import { ledgerKeys, versionOf } from '../domain/layout';
import { loopOfRound } from '../domain/workflow-ids';
import type { Loops } from './loops';

/** A report is one file: it brings its styles, and loads nothing. */
const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

/** `GET /rounds/ROUND/report`: the newest report of a round, as it lies in the ledger. */
export function reportRoutes({ loops }: { loops: Loops }): Hono {
  return new Hono().get('/rounds/:round/report', async (c) => {
    const round = c.req.param('round');
    const name = round.includes('/') ? null : loopOfRound(round);
    const loop = name === null ? null : await loops.find(name);
    if (loop === null) return c.text(`No loop has a round '${round}'.`, 404);
    const reports = (await loop.ledger.list(ledgerKeys.reportsFolder(round))).map(({ key }) => key);
    const newest = reports.sort((a, b) => (versionOf(a) ?? 0) - (versionOf(b) ?? 0)).at(-1);
    const ref = newest === undefined ? null : await loop.ledger.find(newest);
    if (ref === null) return c.text(`Round '${round}' has no report yet.`, 404);
    return c.html(await loop.ledger.readText(ref), 200, {
      'Content-Security-Policy': REPORT_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
    });
  });
}
