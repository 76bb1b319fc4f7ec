import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import { decide } from './gate/decide';
import type { GateInput } from './gate/gate-input';
import { type OpenGate, openGate } from './gate/open-gate';
import { prepareProposal } from './gate/prepare-proposal';
import { train } from './gate/train';
import { Abandoned } from './parking';

/**
 * The one gate of a loop: gathers what rounds propose, writes the dataset when the loop's rule holds, waits for the
 * decision on exactly that dataset, and has it trained. It never ends; between retrainings it continues as new.
 */
export async function retrainingGate(input: GateInput): Promise<never> {
  const gate = openGate(input);
  for (;;) {
    const decided = await nextRetraining(gate);
    if (decided || workflowInfo().continueAsNewSuggested) {
      await gate.handlersFinished();
      await continueAsNew<typeof retrainingGate>({ loop: input.loop, memory: gate.memory() });
    }
  }
}

/** True when something was decided; false when the rule does not hold yet, or a newer proposal supersedes. */
async function nextRetraining(gate: OpenGate): Promise<boolean> {
  const pending = await gate.nextProposal();
  try {
    const proposal = await prepareProposal(gate, pending);
    if (!proposal) return false;
    const decision = await decide(gate, proposal);
    if (!decision) return false;
    await train(gate, proposal, decision, pending);
    return true;
  } catch (error) {
    if (!(error instanceof Abandoned)) throw error;
    gate.forgetAbandonment();
    return false;
  }
}
