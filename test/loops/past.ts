import type { DrawRow, FilingRow, LabelRow } from '../../src/contracts/rows';
import type { WindowClaim } from '../../src/contracts/window';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { DRAW, FILING, LABELS } from '../../src/ledger/tables';

const HOUR = 3_600_000;
const at = (hour: number): string => new Date(Date.UTC(2026, 10, 1) + hour * HOUR).toISOString().replace('.000', '');

export const roundOf = (hour: number): string => `food-round-${at(hour)}`;

export const labelRow = ({ itemId: id, purpose, draw }: DrawRow, change: Partial<LabelRow> = {}): LabelRow => ({
  itemId: id,
  purpose,
  draw,
  status: 'labelled',
  classId: 2,
  noneOfThese: false,
  cannotTell: false,
  votes: [{ annotator: 1, vote: 2, at: '2026-11-02T00:00:00Z' }],
  blind: purpose === 'evaluation',
  ...change,
});

const filingRow = ({ itemId: id, bucket, key, etag, size, purpose }: DrawRow, classId = 2): FilingRow => ({
  itemId: id,
  folder: purpose,
  classId,
  fromBucket: bucket,
  fromKey: key,
  fromEtag: etag,
  toBucket: 'dataset',
  toKey: `${purpose}/class_0${classId}/${key}`,
  toEtag: etag,
  size,
  contentSha256: null,
  status: 'filed',
  deleteSource: true,
});

/** Writes a round that claimed the hour `hour`, in its first version; `closed` unless said otherwise. */
export async function writeRound(
  ledger: Ledger,
  hour: number,
  { drawn, labels, closed = true }: { drawn: DrawRow[]; labels?: LabelRow[]; closed?: boolean },
): Promise<void> {
  const round = roundOf(hour);
  const configRef = { bucket: 'ledger', key: 'config/c.json', sha256: '0' };
  const claim: WindowClaim = { start: at(hour), end: at(hour + 1), round, claimedAt: at(hour + 1), configRef };
  await ledger.createJson(ledgerKeys.window(claim.start), claim);
  await ledger.createRows(ledgerKeys.draw(round), DRAW, drawn);
  await amend(ledger, hour, 1, { drawn, labels: labels ?? drawn.map((row) => labelRow(row)) });
  if (closed) await ledger.createJson(ledgerKeys.closed(round), { round });
}

/** Writes the round's labels as version `version`, all of them filed. */
export async function amend(
  ledger: Ledger,
  hour: number,
  version: number,
  { drawn, labels }: { drawn: DrawRow[]; labels: LabelRow[] },
): Promise<void> {
  const filed = labels.flatMap(({ itemId: id, classId }) => {
    const row = drawn.find((one) => one.itemId === id);
    return row && classId !== null ? [filingRow(row, classId)] : [];
  });
  await ledger.createRows(ledgerKeys.labels(roundOf(hour), version), LABELS, labels);
  await ledger.createRows(ledgerKeys.filing(roundOf(hour), version), FILING, filed);
}
