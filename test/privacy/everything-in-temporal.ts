import type { Client } from '@temporalio/client';

/** A text with where it stands. */
export interface Said {
  place: string;
  content: string;
}

/**
 * Everything that Temporal tells anybody about a namespace: histories of every run, what describing a workflow or a Schedule
 * shows (memo, search attributes, failures of what is pending, summaries, notes), and answers to every query.
 */
export async function everythingInTemporal(client: Client, queries: readonly string[]): Promise<Said[]> {
  const said: Said[] = [];
  for await (const { workflowId, runId } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId);
    said.push({ place: `history of ${workflowId}`, content: flat(await handle.fetchHistory()) });
    said.push({ place: `description of ${workflowId}`, content: flat((await handle.describe()).raw) });
    for (const query of queries) {
      const answer = await handle.query<unknown>(query).catch((error: unknown) => String(error));
      said.push({ place: `${query} of ${workflowId}`, content: flat(answer) });
    }
  }
  for await (const { scheduleId } of client.schedule.list()) {
    const { raw } = await client.schedule.getHandle(scheduleId).describe();
    said.push({ place: `Schedule ${scheduleId}`, content: flat(raw) });
  }
  return said;
}

/** Every text, name and byte of a message, one after the other: bytes are read as the text that payloads are. */
function flat(value: unknown, seen = new Set<unknown>()): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || seen.has(value)) return String(value);
  seen.add(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${flat(inner, seen)}`)
    .join('\n');
}
