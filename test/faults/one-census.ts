import type { ArtifactRef } from '../../src/contracts/artifact';
import type { CensusRow } from '../../src/contracts/rows';
import type { WindowClaim } from '../../src/contracts/window';
import { ledgerKeys } from '../../src/domain/layout';
import { BEGINNING } from '../../src/domain/windows';
import type { Ledger } from '../../src/ledger/port';
import { CENSUS, DRAW } from '../../src/ledger/tables';
import { claimsAfter } from '../../src/loops/round-history';

/** What tells one version of an object from another. */
const versionOf = ({ key, etag }: { key: string; etag: string }): string => `${key} ${etag}`;

/** Windows without gap or overlap, from the beginning of a loop without `source.since`. */
function expectTiled(claims: readonly WindowClaim[]): void {
  expect(claims.map(({ start }) => start)).toEqual([BEGINNING, ...claims.slice(0, -1).map(({ end }) => end)]);
  for (const { start, end } of claims) expect(Date.parse(end)).toBeGreaterThan(Date.parse(start));
}

interface Taken {
  /** By version: the rounds that drew from a census in which it was new. */
  censuses: Map<string, string[]>;
  /** By version: the rounds that drew it. */
  draws: Map<string, string[]>;
  /** Counted by the rounds that drew. */
  unusable: number;
}

/** What the rounds of a loop took; the census of a round that was given up before it drew counts for nothing. */
async function takenBy(ledger: Ledger, claims: readonly WindowClaim[]): Promise<Taken> {
  const taken: Taken = { censuses: new Map(), draws: new Map(), unusable: 0 };
  const add = (to: Map<string, string[]>, version: string, round: string): unknown =>
    to.set(version, [...(to.get(version) ?? []), round]);
  for (const { round } of claims) {
    const census = await ledger.find(ledgerKeys.census(round));
    const draw = await ledger.find(ledgerKeys.draw(round));
    if (!census || !draw) continue;
    const { parts, unusable } = JSON.parse(await ledger.readText(census)) as {
      parts: ArtifactRef[];
      unusable: Record<string, number>;
    };
    const rows: CensusRow[] = (await Promise.all(parts.map((part) => ledger.readRows(part, CENSUS)))).flat();
    for (const row of rows) if (row.origin !== 'reread') add(taken.censuses, versionOf(row), round);
    for (const row of await ledger.readRows(draw, DRAW)) add(taken.draws, versionOf(row), round);
    taken.unusable += Object.values(unusable).reduce((sum, count) => sum + count, 0);
  }
  return taken;
}

/**
 * That windows tile time, no version of an object is in two censuses or draws, and each of `objects` is in one.
 * @param objects of the source, those that no census can use left out; null where some may have come too late
 */
export async function expectOneCensusEach(
  ledger: Ledger,
  objects: readonly { key: string; etag: string }[] | null,
): Promise<Taken> {
  const claims = await claimsAfter(ledger, null);
  expectTiled(claims);
  const taken = await takenBy(ledger, claims);
  for (const found of [taken.censuses, taken.draws]) {
    expect([...found].filter(([, rounds]) => rounds.length > 1)).toEqual([]);
  }
  expect(objects?.map(versionOf).filter((version) => !taken.censuses.has(version)) ?? []).toEqual([]);
  return taken;
}
