import { gateId } from '../../src/domain/workflow-ids';
import { gateStatusQuery } from '../../workflows/messages';
import type { Bench, TestLoop } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { BEGUN_AGAIN_MS } from './begun-again';

/** Waits until the gate has written the dataset of a proposal and asks for a decision: the last thing a round sets off. */
export const hasProposed = ({ temporal }: Bench, { config }: TestLoop): Promise<void> =>
  eventually(async () => {
    const { phase } = await temporal.client.workflow.getHandle(gateId(config.name)).query(gateStatusQuery);
    if (phase !== 'deciding') throw new Error(`the gate of ${config.name} is ${phase}, not yet deciding`);
  }, BEGUN_AGAIN_MS);
