import type { Client } from '@temporalio/client';
import { LOOP_ATTRIBUTE } from '../contracts/search-attributes';
import { quoted } from './open-rounds';

/** What a search through Temporal's histories looked at, and whose hold one of the words. */
export interface HistorySearch {
  searched: number;
  /** Ids of workflows. */
  holding: string[];
}

/** A namespace may hold years of closed rounds: the newest are looked through. */
const MOST_WORKFLOWS = 2_000;

/**
 * Looks for texts in the histories of a loop's workflows. Inputs and results hold references and counts alone, but the
 * message of a failure names the object that it is about.
 */
export async function searchHistories(client: Client, loop: string, words: readonly string[]): Promise<HistorySearch> {
  const holding = new Set<string>();
  let searched = 0;
  if (words.length === 0) return { searched, holding: [] };
  const query = `${LOOP_ATTRIBUTE.name} = ${quoted(loop)}`;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    if (searched === MOST_WORKFLOWS) break;
    searched += 1;
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    if (says(history, words)) holding.add(workflowId);
  }
  return { searched, holding: [...holding] };
}

function says(value: unknown, words: readonly string[]): boolean {
  if (value instanceof Uint8Array) return says(Buffer.from(value).toString('utf8'), words);
  if (typeof value === 'string') return words.some((word) => value.includes(word));
  return typeof value === 'object' && value !== null && Object.values(value).some((inner) => says(inner, words));
}
