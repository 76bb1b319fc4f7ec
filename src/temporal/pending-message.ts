import type { Client } from '@temporalio/client';
import type { FailureType } from '../contracts/failures';

/** That nobody changed an answer is no news. */
const NOTHING_NEW: FailureType = 'AnnotationsUnchanged';

/**
 * What a round's pending activity said when it last failed, which for a waiting round is how many have answered. Null
 * where nothing is pending, or has not failed yet. Needs no worker.
 */
export async function pendingMessage(client: Client, round: string): Promise<string | null> {
  const { raw } = await client.workflow.getHandle(round).describe();
  const failed = raw.pendingActivities?.find(
    ({ lastFailure }) => lastFailure && lastFailure.applicationFailureInfo?.type !== NOTHING_NEW,
  );
  return failed?.lastFailure?.message ?? null;
}
