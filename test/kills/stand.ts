import { PHASE_ATTRIBUTE } from '../../src/contracts/search-attributes';
import { gateId } from '../../src/domain/workflow-ids';
import { gateStatusQuery } from '../../workflows/messages';
import type { Bench, TestLoop } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';

/** Long enough for what has to start over a few times on a busy machine. */
const PATIENCE_MS = 480_000;

/** Waits until a workflow shows a phase, as Temporal has it: a query would need a worker, which may be dead. */
export const shows = (bench: Bench, workflowId: string, phase: string): Promise<void> =>
  eventually(async () => {
    const { typedSearchAttributes } = await bench.temporal.client.workflow.getHandle(workflowId).describe();
    const at = typedSearchAttributes.get(PHASE_ATTRIBUTE);
    if (at !== phase) throw new Error(`${workflowId} is ${at}, not ${phase}`);
  }, PATIENCE_MS);

/** Waits until the ledger holds an artifact, whoever wrote it. */
export const holds = ({ ledger }: TestLoop, key: string): Promise<void> =>
  eventually(async () => {
    if (!(await ledger.find(key))) throw new Error(`${key} is not there`);
  }, PATIENCE_MS);

/** Waits until the gate asks for a decision on another dataset than `not`; its digest. */
export const deciding = ({ temporal: { client } }: Bench, { config }: TestLoop, not = ''): Promise<string> =>
  eventually(async () => {
    const asked = client.workflow.getHandle(gateId(config.name));
    const { phase, proposal } = await client.withDeadline(Date.now() + 5000, () => asked.query(gateStatusQuery));
    if (phase !== 'deciding' || !proposal || proposal.digest === not) throw new Error(`the gate is ${phase}`);
    return proposal.digest;
  }, PATIENCE_MS);
