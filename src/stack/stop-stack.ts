import { setTimeout as sleep } from 'node:timers/promises';
import { endOrphans } from './claim-data';
import type { DataLayout } from './folders';
import { isAlive } from './process-identity';
import { StackError } from './stack-error';
import { readState } from './stack-state';

/** Longer than the parts' own limits together. */
const LIMIT_MS = 60_000;

/**
 * Ends the stack that runs with this data folder: asks its `up`, or ends the parts that a killed `up` left behind.
 * @returns 'none' where nothing ran
 * @throws StackError where `up` does not end
 */
export async function stopStack(layout: DataLayout): Promise<'stopped' | 'orphans ended' | 'none'> {
  const state = await readState(layout.state);
  if (!state) return 'none';
  if (!(await isAlive(state.owner))) {
    return (await endOrphans(layout)).length > 0 ? 'orphans ended' : 'none';
  }
  process.kill(state.owner.pid, 'SIGTERM');
  const deadline = Date.now() + LIMIT_MS;
  while (await isAlive(state.owner)) {
    if (Date.now() > deadline) {
      throw new StackError(
        `The stack's process ${state.owner.pid} has not ended within ${LIMIT_MS / 1_000} seconds.`,
        `Look into ${layout.logs}; \`kill -9 ${state.owner.pid}\` and then \`annoloop down\` end it the hard way.`,
      );
    }
    await sleep(100);
  }
  return 'stopped';
}
