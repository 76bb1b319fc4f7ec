import type { Estimate } from '../../src/contracts/estimate';
import type { Window } from '../../src/contracts/window';
import { ledgerKeys } from '../../src/domain/layout';
import { accuracyHistory } from '../../src/loops/accuracy-history';
import { loopReportSchema, newestLoopReport, newestRoundReport, roundReportSchema } from '../../src/loops/reports';
import { memoryLedger } from '../fakes/memory-ledger';
import { emptyLoop, emptyReport, fullLoop, fullReport, manyClasses, proportion } from '../report/samples';

const day = (of: number): string => new Date(Date.UTC(2026, 0, 1 + of)).toISOString().replace('.000', '');
const windowOf = (of: number): Window => ({ start: day(of), end: day(of + 1) });
const roundOf = (of: number): string => `food11-round-${day(of + 1)}`;

/** Rounds that claimed windows; those of `versions` wrote that many estimates. */
async function ledgerOf(rounds: number, versions: (round: number) => number) {
  const ledger = memoryLedger();
  const { estimate } = fullReport();
  for (let of = 0; of < rounds; of++) {
    const claim = { ...windowOf(of), round: roundOf(of), claimedAt: day(of + 1) };
    const configRef = { bucket: 'b', key: 'k', sha256: 's' };
    await ledger.createJson(ledgerKeys.window(day(of)), { ...claim, configRef });
    for (let version = 1; version <= versions(of); version++) {
      const own: Estimate = {
        ...estimate,
        round: roundOf(of),
        window: windowOf(of),
        version,
        accuracy: proportion(60 + version, 100),
      };
      await ledger.createJson(ledgerKeys.estimate(roundOf(of), version), own);
    }
  }
  return ledger;
}

describe('the history of a loop', () => {
  it('has the newest version of each round that has an estimate, oldest window first', async () => {
    const ledger = await ledgerOf(4, (round) => [1, 3, 0, 1][round] ?? 0);
    const points = await accuracyHistory(ledger, null);
    expect(points.map(({ round, version }) => [round, version])).toEqual([
      [roundOf(0), 1],
      [roundOf(1), 3],
      [roundOf(3), 1],
    ]);
    expect(points[1]).toMatchObject({ accuracy: { successes: 63, n: 100 }, target: 0.85, sufficient: true });
  });

  it('names the model version that predicted most of the window', async () => {
    const [point] = await accuracyHistory(await ledgerOf(1, () => 1), null);
    expect(point).toMatchObject({ modelVersion: 'v3', modelVersions: 3 });
  });

  it('ends with the window asked for: a later one is not known to an earlier report', async () => {
    const points = await accuracyHistory(await ledgerOf(5, () => 1), day(2));
    expect(points.map(({ window }) => window.start)).toEqual([day(0), day(1), day(2)]);
  });

  it('goes back sixty windows, however many there are', async () => {
    const points = await accuracyHistory(await ledgerOf(75, () => 1), null);
    expect([points.length, points[0]?.round, points.at(-1)?.round]).toEqual([60, roundOf(15), roundOf(74)]);
  });

  it('reads estimates that an earlier release wrote, which knew no target', async () => {
    const ledger = await ledgerOf(1, () => 0);
    const { target: _, combined: __, cells: ___, ...before } = fullReport().estimate;
    await ledger.createJson(ledgerKeys.estimate(roundOf(0), 1), before);
    expect(await accuracyHistory(ledger, null)).toMatchObject([{ target: null }]);
  });
});

describe('stored reports', () => {
  it('of a round: the newest version, page and numbers apart', async () => {
    const ledger = memoryLedger();
    expect(await newestRoundReport(ledger, roundOf(0))).toBeNull();
    for (const version of [1, 2]) {
      await ledger.createJson(ledgerKeys.reportData(roundOf(0), version), { version });
      await ledger.createText(ledgerKeys.report(roundOf(0), version), `<p>${version}</p>`, 'text/html');
    }
    // Its page is not written yet.
    await ledger.createJson(ledgerKeys.reportData(roundOf(0), 3), { version: 3 });
    const found = await newestRoundReport(ledger, roundOf(0));
    expect(found?.page.key).toBe(ledgerKeys.report(roundOf(0), 2));
    expect(found?.data?.key).toBe(ledgerKeys.reportData(roundOf(0), 2));
  });

  it('of a loop: the one written last, for it knows of amendments to earlier windows', async () => {
    const ledger = memoryLedger();
    const write = async (start: string, version: number) => {
      await ledger.createText(ledgerKeys.loopReport(start, version), `${start} ${version}`, 'text/html');
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await write(day(1), 1);
    await write(day(2), 1);
    expect((await newestLoopReport(ledger))?.page.key).toBe(ledgerKeys.loopReport(day(2), 1));
    await write(day(1), 2);
    expect(await newestLoopReport(ledger)).toMatchObject({
      page: { key: ledgerKeys.loopReport(day(1), 2) },
      data: null,
    });
  });

  it.each([fullReport, emptyReport, manyClasses])('of a round come back as they were written', (of) => {
    expect(roundReportSchema.parse(JSON.parse(JSON.stringify(of())))).toEqual(of());
  });

  it.each([fullLoop, emptyLoop])('of a loop come back as they were written', (of) => {
    expect(loopReportSchema.parse(JSON.parse(JSON.stringify(of())))).toEqual(of());
  });
});
