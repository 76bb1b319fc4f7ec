import type { Client } from '@temporalio/client';
import { ROUND_PHASES, type RoundPhase } from '../contracts/status';
import type { OpenWork } from '../forget/open-work';
import { listOpenRounds } from './open-rounds';
import { decideRetraining, gateStatus } from './operate-gate';

/** The open rounds and the gate of a loop, as forgetting asks for them. @throws NoWorkerAnswered where the gate runs and no worker does */
export async function openWorkOf(client: Client, loop: string, by: string): Promise<OpenWork> {
  const [rounds, gate] = await Promise.all([listOpenRounds(client, loop), gateStatus(client, loop)]);
  return {
    rounds: rounds.map(({ round, phase }) => ({ round, phase: known(phase) })),
    gate: gate && { phase: gate.phase, digest: gate.proposal?.digest ?? null },
    async reject(digest) {
      const comment = 'it names an image that was forgotten';
      await decideRetraining(client, loop, { digest, decision: 'reject', by, comment });
    },
  };
}

/** A round that has not said its phase yet has just begun. */
const known = (phase: string | null): RoundPhase => ROUND_PHASES.find((one) => one === phase) ?? 'claiming';
