import type { ClaimResult, MainActivities, RoundPolicy } from '../../src/contracts/activities';
import type { LoopConfig } from '../../src/contracts/loop-config';
import type { WindowClaim } from '../../src/contracts/window';
import { ledgerKeys } from '../../src/domain/layout';
import { BEGINNING, formatInstant, parseInstant, windowEnd } from '../../src/domain/windows';
import type { Ledger } from '../../src/ledger/port';
import { findClaim, listWindows, readClaim } from '../../src/loops/round-history';
import type { Dependencies } from '../dependencies';

/**
 * Claims the window that follows the last one, by creating `windows/START.json`. A round that claimed before, whatever
 * became of the reply, finds its own claim; a window is never claimed twice.
 */
export function claimWindow({ openLoop, store, rounds }: Dependencies): MainActivities['claimWindow'] {
  return async ({ loop, configRef, round, scheduledAt }) => {
    const { config, ledger } = await openLoop(configRef);
    const opened = await ledger.createJson(ledgerKeys.opened(round), { round, configRef, scheduledAt });
    const own = opened.created ? null : await findOwnClaim(ledger, round);
    if (own) return claimed(own, config);

    const openRounds = await rounds.countWaiting(loop, round);
    const { maxOpenRounds } = config;
    if (openRounds >= maxOpenRounds) return { kind: 'skipped', openRounds, maxOpenRounds };

    const now = formatInstant((await store.now(config.ledger.bucket)).getTime());
    const end = windowEnd(scheduledAt, now, config.settleMs);
    for (;;) {
      const start = await nextStart(ledger, config);
      if (end <= start) return { kind: 'nothing-new', start, end };
      const claim: WindowClaim = { start, end, round, claimedAt: now, configRef };
      const { ref, created } = await ledger.createJson(ledgerKeys.window(start), claim);
      const stands = created ? claim : await readClaim(ledger, ref);
      if (stands.round === round) return claimed(stands, config);
      // Another round was faster: go on from its end.
    }
  };
}

async function nextStart(ledger: Ledger, config: LoopConfig): Promise<string> {
  const last = (await listWindows(ledger)).at(-1);
  const claim = last && (await findClaim(ledger, last.start));
  return claim?.end ?? config.source.since ?? BEGINNING;
}

/** Only claims made since this round was first opened can be its own, which bounds the search. */
async function findOwnClaim(ledger: Ledger, round: string): Promise<WindowClaim | null> {
  const entries = await ledger.list(`rounds/${round}/`);
  const openedAt = entries.find(({ key }) => key === ledgerKeys.opened(round))?.lastModified ?? '';
  const candidates = (await listWindows(ledger)).filter(({ claimedAt }) => claimedAt >= openedAt);
  for (const { start } of candidates) {
    const claim = await findClaim(ledger, start);
    if (claim?.round === round) return claim;
  }
  return null;
}

const claimed = ({ start, end, claimedAt }: WindowClaim, config: LoopConfig): ClaimResult => ({
  kind: 'claimed',
  window: { start, end },
  claimedAt,
  policy: policyOf(config, end),
});

const policyOf = ({ annotation, filing, feedbackMs }: LoopConfig, windowEnd: string): RoundPolicy => ({
  until: { evaluation: annotation.until.evaluation, training: annotation.until.training },
  deadlineMs: annotation.until.deadlineMs,
  closeMs: annotation.closeMs,
  pollMs: annotation.pollMs,
  noisyAt: filing.noisyAbove === null ? null : formatInstant(parseInstant(windowEnd) + feedbackMs),
});
