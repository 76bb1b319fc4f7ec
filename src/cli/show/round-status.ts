import type { Blockage, RoundStatus } from '../../contracts/status';
import { describeHeadline } from '../../domain/headline';
import { reasonsInWords } from '../../domain/unusable';
import type { CensusShortfall } from '../../loops/census-shortfall';
import { facts, when } from '../output';
import { irregularityLines } from './irregularities';
import { shortfallLines } from './shortfall';

/**
 * Where an open round stands, key facts first. `progress` is what its pending activity said last; `census` what could not be
 * used of its window, where the ledger could be asked.
 */
export function describeRoundStatus(
  status: RoundStatus,
  progress: string | null,
  census: CensusShortfall | null,
): string {
  const { round, phase, window, draws, deadline, closesAt, answers, labels, filing, headline, blockage } = status;
  const rows: [string, string | null][] = [
    ['round', round],
    ['phase', progress === null ? phase : `${phase}: ${progress}`],
    ['window', window && `${window.start} to ${window.end}`],
    ['drawn', draws.length === 0 ? null : draws.map((of) => `${of.name} ${of.taken} of ${of.matched}`).join(', ')],
    ['unusable', census === null ? reasonsInWords(status.unusable) || null : null],
    ['deadline', phase === 'waiting' && deadline !== null ? when(deadline) : null],
    [
      'answered',
      answers &&
        `evaluation ${answers.evaluation.answered} of ${answers.evaluation.total}, training ${answers.training.answered} of ${answers.training.total}`,
    ],
    ['labels', labels && counted({ ...labels })],
    ['filed', filing && `${filing.filed + filing.kept}; left: ${filing.superseded + filing.gone + filing.conflict}`],
    ['accuracy', headline && describeHeadline(headline)],
    ['version', status.version === 0 ? null : String(status.version)],
    ['closes', phase === 'amending' && closesAt !== null ? when(closesAt) : null],
  ];
  const lines = facts(rows);
  return [
    ...lines,
    ...(census ? shortfallLines(census) : []),
    ...irregularityLines(status.irregularities ?? []),
    ...(blockage ? ['', describeBlockage(blockage, round)] : []),
  ].join('\n');
}

/** Why a round or a gate is parked, and the commands that mend it. */
export function describeBlockage({ step, type, message, operator }: Blockage, workflowId: string): string {
  return [
    `Blocked at ${step} (${type}): ${message}`,
    `What to do: ${operator}.`,
    `Then: annoloop round retry ${workflowId}`,
    `Or give up: annoloop round abandon ${workflowId} --reason '…'`,
  ].join('\n');
}

function counted(counts: Record<string, number>): string | null {
  const said = Object.entries(counts).filter(([, count]) => count > 0);
  return said.length === 0 ? null : said.map(([name, count]) => `${name} ${count}`).join(', ');
}
