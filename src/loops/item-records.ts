import type { ItemRecord } from '../contracts/item-record';
import type { DrawRow, FilingRow, LabelRow } from '../contracts/rows';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { DRAW, FILING, ITEMS, LABELS } from '../ledger/tables';
import { newestIn } from './round-history';
import { newestSnapshot } from './snapshots';

/** Everything that the loop ever drew, oldest round first, each round in its newest version. */
export async function* itemRecords(ledger: Ledger): AsyncGenerator<ItemRecord> {
  const { snapshot, after } = await newestSnapshot(ledger);
  if (snapshot) yield* ledger.streamRows([snapshot], ITEMS);
  for (const { round } of after) yield* itemsOfRound(ledger, round);
}

/** What one round drew, in the order of the draw; nothing where it has not drawn yet. */
export async function* itemsOfRound(ledger: Ledger, round: string): AsyncGenerator<ItemRecord> {
  const draw = await ledger.find(ledgerKeys.draw(round));
  if (!draw) return;
  const labels = byItem(await newestRows(ledger, ledgerKeys.labelsFolder(round), LABELS));
  const filing = byItem(await newestRows(ledger, ledgerKeys.filingFolder(round), FILING));
  for await (const drawn of ledger.streamRows([draw], DRAW)) {
    yield itemRecord(round, drawn, labels.get(drawn.itemId), filing.get(drawn.itemId));
  }
}

async function newestRows<Row>(ledger: Ledger, folder: string, table: Parameters<typeof ledger.readRows<Row>>[1]) {
  const ref = await newestIn(ledger, folder);
  return ref ? ledger.readRows(ref, table) : [];
}

const byItem = <Row extends { itemId: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.itemId, row]));

function itemRecord(
  round: string,
  drawn: DrawRow,
  label: LabelRow | undefined,
  filing: FilingRow | undefined,
): ItemRecord {
  return {
    ...drawn,
    round,
    status: label?.status ?? 'open',
    classId: label?.classId ?? null,
    noneOfThese: label?.noneOfThese ?? false,
    cannotTell: label?.cannotTell ?? false,
    votes: label?.votes ?? [],
    blind: label?.blind ?? drawn.purpose === 'evaluation',
    filing: filing?.status ?? null,
    toBucket: filing?.toBucket ?? null,
    toKey: filing?.toKey ?? null,
    toEtag: filing?.toEtag ?? null,
  };
}
