import type { Client } from '@temporalio/client';
import type { Dependencies } from '../../activities/dependencies';
import type { Environment } from '../config/environment';
import type { LabelStudio } from '../label-studio/port';
import { taskLink } from '../label-studio/task-link';
import { createStoreCheck } from '../loops/store-check';
import { mediaLink } from '../media/token';
import type { Redact } from '../secrecy/redaction';
import { countWaitingRounds, proposeToGate } from '../temporal/rounds';
import type { StoredLoops } from '../wiring/stored-loops';

/** What activities work with, from the parts that this process has opened. */
export function createDependencies(
  { store: settings, server, labelStudio: people }: Pick<Environment, 'store' | 'server' | 'labelStudio'>,
  parts: { client: Client; labelStudio: LabelStudio; loops: StoredLoops; redact: Redact },
): Dependencies {
  const { client, labelStudio, loops, redact } = parts;
  return {
    store: loops.store,
    labelStudio,
    openLoop: loops.openLoop,
    checkStore: createStoreCheck(loops.store),
    rounds: {
      countWaiting: (loop, without) => countWaitingRounds(client, loop, without),
      propose: (proposal) => proposeToGate(client, proposal),
    },
    mediaLink: mediaLink(server.publicUrl, server.mediaKeys),
    taskLink: taskLink(people.publicUrl),
    storage: storageForLabelStudio(settings),
    trainer: { secret: server.trainerSecret, publicUrl: server.url },
    redact,
    now: () => new Date(),
  };
}

/** Label Studio signs images itself in mode `storage`, with static credentials only: its own, which may be allowed less, or ours. */
export function storageForLabelStudio({
  endpoint,
  publicEndpoint,
  region,
  credentials,
  labelStudioCredentials,
}: Environment['store']): Dependencies['storage'] {
  const keys = labelStudioCredentials ?? credentials;
  if (!keys || endpoint === null) return null;
  const { accessKeyId, secretAccessKey } = keys;
  return { endpoint, publicEndpoint: publicEndpoint ?? endpoint, region, accessKeyId, secretAccessKey };
}
