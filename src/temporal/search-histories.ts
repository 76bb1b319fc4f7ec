import type { Client } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { LOOP_ATTRIBUTE } from '../contracts/search-attributes';
import { loopOfGate, loopOfRound, roundIdPrefix } from '../domain/workflow-ids';
import { quoted } from './open-rounds';
import { PayloadUnreadable } from './payload-codec';

/** What a search through Temporal's histories looked at, and whose hold one of the words. */
export interface HistorySearch {
  searched: number;
  /** Ids of workflows. */
  holding: string[];
}

/** A namespace may hold years of closed rounds: the newest are looked through. */
const MOST_WORKFLOWS = 2_000;

/**
 * Looks for texts in the histories of a loop's workflows, its filings among them. Inputs and results hold references and
 * counts alone, but the message of a failure names the object that it is about. Encrypted payloads are looked into with this process's keys.
 */
export async function searchHistories(client: Client, loop: string, words: readonly string[]): Promise<HistorySearch> {
  const holding = new Set<string>();
  let searched = 0;
  if (words.length === 0) return { searched, holding: [] };
  const { payloadCodecs } = client.options.loadedDataConverter;
  const spelled = [...new Set(words.flatMap((word) => [word, JSON.stringify(word).slice(1, -1)]))];
  // Filings are children of rounds, which inherit no search attribute.
  const query = `${LOOP_ATTRIBUTE.name} = ${quoted(loop)} OR WorkflowId STARTS_WITH ${quoted(`${roundIdPrefix(loop)}-`)}`;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    if (loopOfRound(workflowId) !== loop && loopOfGate(workflowId) !== loop) continue;
    if (searched === MOST_WORKFLOWS) break;
    searched += 1;
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    if (await holds(history, spelled, payloadCodecs)) holding.add(workflowId);
  }
  return { searched, holding: [...holding] };
}

async function holds(history: object, words: readonly string[], codecs: readonly PayloadCodec[]): Promise<boolean> {
  const payloads: Payload[] = [];
  if (says(history, words, payloads)) return true;
  for (const payload of payloads) {
    const plain = await decoded(payload, codecs);
    if (says(Object.values(plain), words, [])) return true;
  }
  return false;
}

/** What no key of ours opens stays as it is. */
async function decoded(payload: Payload, codecs: readonly PayloadCodec[]): Promise<Payload> {
  try {
    let payloads = [payload];
    for (const codec of [...codecs].reverse()) payloads = await codec.decode(payloads);
    return payloads[0] ?? payload;
  } catch (error) {
    if (error instanceof PayloadUnreadable) return payload;
    throw error;
  }
}

/** Whether a text anywhere within holds one of the words; payloads are left to `payloads`. */
function says(value: unknown, words: readonly string[], payloads: Payload[]): boolean {
  if (value instanceof Uint8Array) return says(Buffer.from(value).toString('utf8'), words, payloads);
  if (typeof value === 'string') return words.some((word) => value.includes(word));
  if (typeof value !== 'object' || value === null) return false;
  if (isPayload(value)) {
    payloads.push(value);
    return false;
  }
  return Object.values(value).some((inner) => says(inner, words, payloads));
}

const isPayload = (value: object): value is Payload =>
  'metadata' in value && 'data' in value && value.data instanceof Uint8Array;
