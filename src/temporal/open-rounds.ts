import type { Client } from '@temporalio/client';
import {
  ACCURACY_ATTRIBUTE,
  LOOP_ATTRIBUTE,
  PHASE_ATTRIBUTE,
  WINDOW_START_ATTRIBUTE,
} from '../contracts/search-attributes';

/** A running round as Temporal's visibility store has it: it needs no worker, and may be a second behind. */
export interface OpenRoundSummary {
  round: string;
  /** Null in the first moments. */
  phase: string | null;
  /** Null until the window is claimed. ISO 8601 UTC on whole seconds. */
  windowStart: string | null;
  accuracy: number | null;
  startedAt: string;
}

/** A text as Temporal's list filters write it. */
export const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const openRoundsOf = (loop: string): string =>
  `WorkflowType = 'annotationRound' AND ExecutionStatus = 'Running' AND ${LOOP_ATTRIBUTE.name} = ${quoted(loop)}`;

/** The running rounds of a loop, oldest window first; those without a window yet come last. */
export async function listOpenRounds(client: Client, loop: string): Promise<OpenRoundSummary[]> {
  const rounds: OpenRoundSummary[] = [];
  for await (const { workflowId, typedSearchAttributes, startTime } of client.workflow.list({
    query: openRoundsOf(loop),
  })) {
    rounds.push({
      round: workflowId,
      phase: typedSearchAttributes.get(PHASE_ATTRIBUTE) ?? null,
      windowStart: typedSearchAttributes.get(WINDOW_START_ATTRIBUTE)?.toISOString().replace('.000Z', 'Z') ?? null,
      accuracy: typedSearchAttributes.get(ACCURACY_ATTRIBUTE) ?? null,
      startedAt: startTime.toISOString(),
    });
  }
  const place = ({ windowStart, startedAt }: OpenRoundSummary): string => windowStart ?? `~${startedAt}`;
  return rounds.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** How many rounds of a loop run, the tail included. */
export async function countOpenRounds(client: Client, loop: string): Promise<number> {
  return (await client.workflow.count(openRoundsOf(loop))).count;
}
