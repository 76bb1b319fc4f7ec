import type { AnnotationRow } from '../../src/contracts/rows';
import type { Ledger } from '../../src/ledger/port';
import { readForgotten } from '../../src/loops/forgotten';

/**
 * Answers without those to forgotten items: their tasks are gone because we deleted them, which is no change that people
 * made.
 */
export async function withoutForgotten(ledger: Ledger, rows: readonly AnnotationRow[]): Promise<AnnotationRow[]> {
  const { items } = await readForgotten(ledger);
  return rows.filter(({ itemId }) => !items.has(itemId));
}

/**
 * Answers with those that were given to forgotten items before they were: what people said stays, so that no estimate
 * changes because somebody is forgotten.
 * @param before as collected last
 */
export async function withForgotten(
  ledger: Ledger,
  rows: readonly AnnotationRow[],
  before: readonly AnnotationRow[],
): Promise<AnnotationRow[]> {
  const kept = new Set(await withoutForgotten(ledger, before));
  const there = new Set(rows.map(({ annotationId }) => annotationId));
  const forgotten = before.filter((row) => !kept.has(row) && !there.has(row.annotationId));
  if (forgotten.length === 0) return [...rows];
  return [...rows, ...forgotten].sort((a, b) =>
    a.itemId === b.itemId ? a.annotationId - b.annotationId : a.itemId < b.itemId ? -1 : 1,
  );
}
