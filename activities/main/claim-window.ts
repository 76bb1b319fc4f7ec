import { log } from '@temporalio/activity';
import type { ClaimResult, MainActivities, RoundPolicy } from '../../src/contracts/activities';
import type { LoopConfig } from '../../src/contracts/loop-config';
import type { WindowClaim } from '../../src/contracts/window';
import { ledgerKeys } from '../../src/domain/layout';
import { formatInstant, isEmpty, parseInstant, windowEnd } from '../../src/domain/windows';
import type { Ledger } from '../../src/ledger/port';
import { findClaim, type ListedWindow, listWindows, readClaim, windowAfter } from '../../src/loops/round-history';
import type { Dependencies } from '../dependencies';

/**
 * Claims the window that follows the last one, by creating `windows/START.json`. A round that claimed before, whatever
 * became of the reply, finds its own claim; a window is never claimed twice.
 */
export function claimWindow({ openLoop, store, rounds }: Dependencies): MainActivities['claimWindow'] {
  return async ({ loop, configRef, round, scheduledAt }) => {
    const { config, ledger } = await openLoop(configRef);
    const { created: isNew } = await ledger.createJson(ledgerKeys.opened(round), { round, configRef, scheduledAt });
    const own = isNew ? null : await findOwnClaim(ledger, round, await listWindows(ledger));
    if (own) return claimed(own, config);

    const openRounds = await rounds.countWaiting(loop, round);
    const { maxOpenRounds } = config;
    if (openRounds >= maxOpenRounds) {
      log.warn(`skipped: ${openRounds} rounds of ${loop} still wait for people, maxOpenRounds is ${maxOpenRounds}`);
      return { kind: 'skipped', openRounds, maxOpenRounds };
    }

    const now = formatInstant((await store.now(config.ledger.bucket)).getTime());
    const end = windowEnd(scheduledAt, now, config.settleMs);
    for (;;) {
      // One listing for both: a claim that is made after it, even by another attempt of this round, is met where it starts.
      const windows = await listWindows(ledger);
      const meanwhile = await findOwnClaim(ledger, round, windows);
      if (meanwhile) return claimed(meanwhile, config);
      const window = await windowAfter(ledger, windows, config.source.since, end);
      if (isEmpty(window)) return { kind: 'nothing-new', ...window };
      const claim: WindowClaim = { ...window, round, claimedAt: now, configRef };
      const { ref, created } = await ledger.createJson(ledgerKeys.window(window.start), claim);
      const stands = created ? claim : await readClaim(ledger, ref);
      if (stands.round === round) return claimed(stands, config);
      // Another round was faster: go on from its end.
    }
  };
}

/** Only claims made since this round was first opened can be its own, which bounds the search. */
async function findOwnClaim(
  ledger: Ledger,
  round: string,
  windows: readonly ListedWindow[],
): Promise<WindowClaim | null> {
  const entries = await ledger.list(`rounds/${round}/`);
  const openedAt = entries.find(({ key }) => key === ledgerKeys.opened(round))?.lastModified ?? '';
  for (const { start } of windows.filter(({ claimedAt }) => claimedAt >= openedAt)) {
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
