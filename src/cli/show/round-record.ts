import type { RoundOutcome } from '../../contracts/activities';
import { loopOfRound } from '../../domain/workflow-ids';
import type { RoundRecord } from '../../loops/round-records';
import { facts } from '../output';
import { irregularityLines } from './irregularities';
import { proportion } from './proportion';
import { shortfallLines } from './shortfall';

/** How a round ended that no longer runs. */
export function describeRoundRecord({
  round,
  configRef,
  window,
  outcome,
  census,
  irregularities,
  estimate,
  report,
}: RoundRecord): string {
  const rows: [string, string | null][] = [
    ['round', round],
    ['state', outcome === null ? 'interrupted: neither running nor closed' : `closed: ${ended(outcome)}`],
    ['window', window === null ? 'none claimed' : `${window.start} to ${window.end}`],
    ['accuracy', estimate && `${proportion(estimate.accuracy)}, version ${estimate.version}`],
    ['report', report && `s3://${configRef.bucket}/${report.key}`],
  ];
  const lines = [...facts(rows), ...(census ? shortfallLines(census) : []), ...irregularityLines(irregularities)];
  return outcome === null
    ? [...lines, `It goes on with: annoloop round start ${loopOfRound(round)} --again ${round}`].join('\n')
    : lines.join('\n');
}

function ended(outcome: RoundOutcome): string {
  switch (outcome.kind) {
    case 'completed':
      return `completed, ${outcome.versions} ${outcome.versions === 1 ? 'version' : 'versions'}`;
    case 'nothing-new':
      return 'nothing new';
    case 'skipped':
      return `skipped, since ${outcome.openRounds} rounds still waited for people`;
    case 'abandoned':
      return `abandoned by ${outcome.by}: ${outcome.reason}`;
  }
}
