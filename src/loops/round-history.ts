import { z } from 'zod';
import type { ArtifactRef } from '../contracts/artifact';
import type { Window, WindowClaim } from '../contracts/window';
import { ledgerKeys, windowStartOf } from '../domain/layout';
import { nextWindow } from '../domain/windows';
import type { Ledger } from '../ledger/port';

const claimSchema: z.ZodType<WindowClaim> = z.object({
  start: z.string(),
  end: z.string(),
  round: z.string(),
  claimedAt: z.string(),
  configRef: z.object({ bucket: z.string(), key: z.string(), sha256: z.string() }),
});

/** Reads a claim back. */
export const readClaim = (ledger: Ledger, ref: ArtifactRef): Promise<WindowClaim> => ledger.readJson(ref, claimSchema);

/** A claimed window as a listing tells of it: `claimedAt` is the store's date of the claim. */
export interface ListedWindow {
  start: string;
  claimedAt: string;
}

/** All windows claimed so far, oldest first. */
export async function listWindows(ledger: Ledger): Promise<ListedWindow[]> {
  const entries = await ledger.list(ledgerKeys.windowsFolder);
  return entries
    .map(({ key, lastModified }) => ({ start: windowStartOf(key), claimedAt: lastModified }))
    .filter((entry): entry is ListedWindow => entry.start !== null)
    .sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** The claim of the window that starts at `start`, or null. */
export async function findClaim(ledger: Ledger, start: string): Promise<WindowClaim | null> {
  const ref = await ledger.find(ledgerKeys.window(start));
  return ref && readClaim(ledger, ref);
}

/** The window that follows the listed ones, up to `end`; empty where nothing can be new. */
export async function windowAfter(
  ledger: Ledger,
  listed: readonly ListedWindow[],
  since: string | null,
  end: string,
): Promise<Window> {
  const last = listed.at(-1);
  const claim = last ? await findClaim(ledger, last.start) : null;
  return nextWindow(claim ? [claim] : [], since, end);
}

/** Claims of the windows that start after `start`, or of all: oldest window first, the order of a loop's rounds. */
export async function claimsAfter(ledger: Ledger, start: string | null): Promise<WindowClaim[]> {
  const claims: WindowClaim[] = [];
  for (const window of await listWindows(ledger)) {
    const claim = start === null || window.start > start ? await findClaim(ledger, window.start) : null;
    if (claim) claims.push(claim);
  }
  return claims;
}

/**
 * The newest version in a folder of `vNNNN.*` artifacts, or null where there is none.
 * @param extension where versions have several files: of the one to look for, such as `.html`
 */
export async function newestIn(ledger: Ledger, folder: string, extension = ''): Promise<ArtifactRef | null> {
  const newest = (await ledger.list(folder))
    .map(({ key }) => key)
    .filter((key) => key.endsWith(extension))
    .sort()
    .at(-1);
  return newest === undefined ? null : ledger.find(newest);
}

/** The newest version of the estimate of the round that claimed the window from `start` on; null while it has none. */
export async function estimateOfWindow(ledger: Ledger, start: string): Promise<ArtifactRef | null> {
  const claim = await findClaim(ledger, start);
  return claim && newestIn(ledger, ledgerKeys.estimatesFolder(claim.round));
}
