import { gateId } from '../../src/domain/workflow-ids';
import { gateStatusQuery } from '../../workflows/messages';
import type { Bench, TestLoop } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';

/** Waits until the gate has written the dataset of a proposal and asks for a decision: the last thing a round sets off. */
export const hasProposed = ({ temporal }: Bench, { config }: TestLoop): Promise<void> =>
  eventually(async () => {
    const { phase } = await temporal.client.workflow.getHandle(gateId(config.name)).query(gateStatusQuery);
    if (phase !== 'deciding') throw new Error(`the gate of ${config.name} is ${phase}, not yet deciding`);
    // A step that a fault has hit begins again once its timeout has passed: two minutes at most.
  }, 180_000);
