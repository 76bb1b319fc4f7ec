import type { Purpose } from '../../src/contracts/loop-config';
import type { DrawRow, TaskRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { DRAW, TASKS } from '../../src/ledger/tables';
import { readForgotten } from '../../src/loops/forgotten';
import { showsItem } from '../../src/media/shows-item';

interface TaskAsFound {
  taskId: number;
  itemId: string | null;
  image: string;
}

/** What a round asked people, by the ledger: what Label Studio says is compared with it. */
export interface AskedRound {
  /** Whether an item was drawn for a purpose. */
  drew(purpose: Purpose, itemId: string | null): boolean;
  /** The item that a task was recorded for; null for one that was not. */
  madeFor(taskId: number): string | null;
  /** Whether a task asks what it was made to ask: an item of its purpose, its own where it was recorded, and that item's picture. */
  isSound(purpose: Purpose): (task: TaskAsFound) => boolean;
  /** As `tasks.parquet` has them, without forgotten items, whose tasks we deleted; none before it is written. */
  recorded(purpose: Purpose): readonly TaskRow[];
}

export async function askedRound(ledger: Ledger, round: string): Promise<AskedRound> {
  const [draw, tasks] = await Promise.all([ledger.find(ledgerKeys.draw(round)), ledger.find(ledgerKeys.tasks(round))]);
  const recorded = tasks ? await ledger.readRows(tasks, TASKS) : [];
  const { items: forgotten } = await readForgotten(ledger);
  return comparedWith(
    round,
    draw ? await ledger.readRows(draw, DRAW) : [],
    recorded.filter(({ itemId }) => !forgotten.has(itemId)),
  );
}

export function comparedWith(round: string, drawn: readonly DrawRow[], recorded: readonly TaskRow[]): AskedRound {
  const items = new Map(drawn.map((row) => [row.itemId, row]));
  const of = (purpose: Purpose, itemId: string | null): DrawRow | null => {
    const item = itemId === null ? undefined : items.get(itemId);
    return item?.purpose === purpose ? item : null;
  };
  const recordedItems = new Map(recorded.map(({ taskId, itemId }) => [taskId, itemId]));
  return {
    madeFor: (taskId) => recordedItems.get(taskId) ?? null,
    drew: (purpose, itemId) => of(purpose, itemId) !== null,
    isSound:
      (purpose) =>
      ({ taskId, itemId, image }) => {
        const item = of(purpose, itemId);
        const isOwn = (recordedItems.get(taskId) ?? itemId) === itemId;
        return isOwn && item !== null && showsItem(image, { ...item, round });
      },
    recorded: (purpose) => recorded.filter((row) => row.purpose === purpose),
  };
}
