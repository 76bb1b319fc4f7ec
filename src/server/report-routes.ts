import { type Context, Hono } from 'hono';
import { loopOfRound } from '../domain/workflow-ids';
import type { OpenLoop } from '../loops/open-loop';
import { newestLoopReport, newestRoundReport, type StoredReport } from '../loops/reports';
import { REPORT_POLICY } from '../report/page';
import type { Loops } from './loops';

/** Not within a page of somebody else, either: a policy in the page itself cannot say that. */
const POLICY = `${REPORT_POLICY}; frame-ancestors 'none'`;

type Newest = (loop: OpenLoop) => Promise<StoredReport | null>;

/**
 * `GET /rounds/ROUND/report` and `GET /loops/LOOP/report`: the newest page, as it lies in the ledger; with `.json`, the
 * numbers it was made of.
 */
export function reportRoutes({ loops }: { loops: Loops }): Hono {
  const loopOf = (name: string | null) => (name === null || name.includes('/') ? null : loops.find(name));

  async function answer(c: Context, name: string, found: OpenLoop | null, newest: Newest) {
    if (found === null) return c.text(`There is no ${name}.`, 404);
    const stored = await newest(found);
    const data = c.req.path.endsWith('.json');
    const ref = data ? stored?.data : stored?.page;
    if (!ref) return c.text(`There is no report of ${name} yet.`, 404);
    const text = await found.ledger.readText(ref);
    return c.body(text, 200, {
      'Content-Type': data ? 'application/json' : 'text/html; charset=utf-8',
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    });
  }

  const round = async (c: Context) => {
    const id = c.req.param('round') ?? '';
    const found = id.includes('/') ? null : await loopOf(loopOfRound(id));
    return answer(c, `round '${id}'`, found, ({ ledger }) => newestRoundReport(ledger, id));
  };
  const loop = async (c: Context) => {
    const id = c.req.param('loop') ?? '';
    return answer(c, `loop '${id}'`, await loopOf(id), ({ ledger }) => newestLoopReport(ledger));
  };
  return new Hono()
    .get('/rounds/:round/report', round)
    .get('/rounds/:round/report.json', round)
    .get('/loops/:loop/report', loop)
    .get('/loops/:loop/report.json', loop);
}
