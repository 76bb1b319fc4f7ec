import type { ArtifactRef } from '../../../src/contracts/artifact';
import {
  type JudgedDraw,
  type JudgedItem,
  type Judgement,
  judgedItem,
} from '../../../src/domain/estimate/judged-items';
import type { Ledger } from '../../../src/ledger/port';
import { table } from '../../../src/ledger/table';

const JUDGED_COLUMNS = {
  itemId: 'text',
  purpose: 'text',
  predictedClass: 'integer',
  confidence: 'double?',
  modelVersion: 'text?',
  capturedAt: 'text?',
  lastModified: 'text',
  topUp: 'boolean',
  cell: 'integer?',
  sampled: 'boolean',
} as const;

/** Columns of a draw that estimates ask for: of a hundred thousand items the others take most of the time. */
const JUDGED = table<Omit<JudgedDraw, 'tags'>>('judged draw', JUDGED_COLUMNS);
const SLICED = table<JudgedDraw>('sliced draw', { ...JUDGED_COLUMNS, tags: 'json' });

const JUDGEMENTS = table<Judgement>('judgements', {
  itemId: 'text',
  status: 'text',
  classId: 'integer?',
  noneOfThese: 'boolean',
  votes: 'json',
  blind: 'boolean',
});

/** Everything a round drew beside its labels, in the order of the draw. */
export async function judgedDraw(
  ledger: Ledger,
  draw: ArtifactRef,
  labels: ArtifactRef,
  slices: readonly string[],
): Promise<JudgedItem[]> {
  const byItem = new Map<string, Judgement>();
  for await (const label of ledger.streamRows([labels], JUDGEMENTS)) byItem.set(label.itemId, label);
  const items: JudgedItem[] = [];
  const add = (row: JudgedDraw): void => void items.push(judgedItem(row, byItem.get(row.itemId), slices));
  if (slices.length > 0) for await (const row of ledger.streamRows([draw], SLICED)) add(row);
  else for await (const row of ledger.streamRows([draw], JUDGED)) add({ ...row, tags: {} });
  return items;
}
