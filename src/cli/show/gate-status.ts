import type { GateStatus } from '../../contracts/status';
import { describeHeadlineOf } from '../../domain/headline';
import { gateId } from '../../domain/workflow-ids';
import { facts, when } from '../output';
import { describeBlockage } from './round-status';

/** What waits for a decision, or what the gate does instead; under the loop's name. */
export const describeGate = (status: GateStatus): string =>
  [`${'loop'.padEnd(9)} ${status.loop}`, describeGateAlone(status)].join('\n');

/** The same, where the loop is named already. */
export function describeGateAlone({
  loop,
  phase,
  proposal,
  lastDecision,
  lastModelVersion,
  blockage,
}: GateStatus): string {
  const rows: [string, string | null | undefined | false][] = [
    [
      'gate',
      { gathering: 'gathers labels', deciding: 'waits for a decision', training: 'trains', blocked: 'is parked' }[
        phase
      ],
    ],
    ['dataset', proposal && `${proposal.items} images, ${proposal.newLabels} of them new`],
    ['because', proposal?.because],
    ['accuracy', proposal && describeHeadlineOf(proposal.round, proposal.headline)],
    ['digest', proposal?.digest],
    ['expires', phase === 'deciding' && proposal?.expiresAt ? when(proposal.expiresAt) : null],
    ['decided', lastDecision && `${lastDecision.verdict} by ${lastDecision.by}, ${when(lastDecision.at)}`],
    ['model', lastModelVersion],
  ];
  const lines = facts(rows);
  return [...lines, ...(blockage ? ['', describeBlockage(blockage, gateId(loop))] : [])].join('\n');
}
