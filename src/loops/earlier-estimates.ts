import type { Estimate } from '../contracts/estimate';
import type { Ledger } from '../ledger/port';
import { estimateSchema } from './estimates';
import { estimateOfWindow, listWindows } from './round-history';

/** As many rounds say enough of a model; one that predicts for longer is pooled over the newest of them. */
const MOST_ROUNDS = 60;

/** The newest estimates of the rounds whose windows start before `start`, in their newest versions, oldest window first. */
export async function earlierEstimates(ledger: Ledger, start: string, most = MOST_ROUNDS): Promise<Estimate[]> {
  const estimates: Estimate[] = [];
  for (const window of (await listWindows(ledger)).reverse()) {
    if (window.start >= start) continue;
    if (estimates.length === most) break;
    const ref = await estimateOfWindow(ledger, window.start);
    if (ref) estimates.unshift(await ledger.readJson(ref, estimateSchema));
  }
  return estimates;
}
