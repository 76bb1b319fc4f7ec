import { z } from 'zod';
import type { ItemRecord } from '../contracts/item-record';
import { classNames } from '../domain/class-names';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { currentRegistry } from '../loops/class-registry';
import { itemRecords, itemsOfRound } from '../loops/item-records';
import { type ExportedItem, exportedItem } from './exported-item';
import { trainedModels } from './trained-models';

/** Which of a loop's items: of these rounds (none named: of all), and of the dataset of this model or digest. */
export interface ItemSelection {
  rounds: readonly string[];
  /** A model version, or the digest of a dataset. */
  dataset: string | null;
}

/** No dataset has this digest, and no retraining made this model. */
export class DatasetUnknown extends Error {
  override readonly name = 'DatasetUnknown';
  readonly remedy = '`annoloop models LOOP` lists the models and their datasets.';
}

/** Items as they stand now, oldest round first. @throws DatasetUnknown */
export async function* loopItems(ledger: Ledger, selection: ItemSelection): AsyncGenerator<ExportedItem> {
  const nameOf = classNames((await currentRegistry(ledger))?.registry.classes ?? []);
  const members = selection.dataset === null ? null : await itemsOfDataset(ledger, selection.dataset);
  for await (const item of recordsOf(ledger, selection.rounds)) {
    if (members === null || members.has(item.itemId)) yield exportedItem(item, nameOf);
  }
}

async function* recordsOf(ledger: Ledger, rounds: readonly string[]): AsyncGenerator<ItemRecord> {
  if (rounds.length === 0) yield* itemRecords(ledger);
  for (const round of rounds) yield* itemsOfRound(ledger, round);
}

const manifestLine = z.object({ itemId: z.string() });

async function itemsOfDataset(ledger: Ledger, name: string): Promise<ReadonlySet<string>> {
  const model = (await trainedModels(ledger)).find(({ modelVersion }) => modelVersion === name);
  const digest = model?.digest ?? name;
  const ref = /^[0-9a-f]{64}$/.test(digest) ? await ledger.find(ledgerKeys.dataset(digest)) : null;
  if (ref === null)
    throw new DatasetUnknown(`no retraining of this loop made a model '${name}', and no dataset has this digest`);
  const lines = (await ledger.readText(ref)).split('\n').filter((line) => line !== '');
  return new Set(lines.map((line) => manifestLine.parse(JSON.parse(line)).itemId));
}
