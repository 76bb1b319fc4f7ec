import type { Blockage, GateStatus, RoundPhase, RoundStatus } from '../src/contracts/status';
import { describeHeadline, describeHeadlineOf } from '../src/domain/headline';
import { reasonsInWords } from '../src/domain/unusable';
import { describeWindow } from '../src/domain/windows';

/** Key facts first and a blank paragraph last: the UI's box clips its last line (Temporal UI 2.42). */
const page = (lines: (string | null)[]): string => `${lines.filter((line) => line !== null).join('\n\n')}\n\n\u00a0\n`;

const SAYS: Record<RoundPhase, string> = {
  claiming: 'Claiming the window.',
  census: 'Reading what production wrote in the window.',
  drawing: 'Drawing the images people should look at.',
  importing: 'Putting the drawn images into Label Studio.',
  waiting: 'Waiting for people to answer in Label Studio.',
  collecting: 'Collecting the answers.',
  filing: 'Filing each image under its class.',
  estimating: 'Estimating the live accuracy.',
  proposing: 'Putting the labels before the retraining gate.',
  amending: 'Done, and watching for late, edited and deleted answers.',
  blocked: 'Parked: needs an operator.',
  closed: 'Closed.',
};

/** Words that others chose, as they are: no link, no picture, no HTML and no line of their own comes of them. */
const plain = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/[\\`*[\]<>|~]/g, '\\$&');

const blocked = (blockage: Blockage | null): string | null =>
  blockage &&
  [
    `**Blocked at \`${blockage.step}\`** (${blockage.type}): ${plain(blockage.message)}`,
    `What to do: ${blockage.operator}.`,
    'Then send the update `retryStep` with `{"by":"your name"}`, or give up with `abandon`.',
  ].join('\n\n');

/** What the round's page in the Temporal UI says. */
export function roundDetails(status: RoundStatus): string {
  const { answers, window, deadline, closesAt, headline, filing } = status;
  return page([
    `**${SAYS[status.phase]}**`,
    blocked(status.blockage),
    status.phase === 'waiting' && deadline !== null
      ? `Ends when enough is answered, at the latest ${deadline}. How many are answered: see *Pending Activities*. To go on now: signal \`collectNow\` with \`{"by":"your name"}\`.`
      : null,
    status.phase === 'amending' && closesAt !== null ? `Closes ${closesAt}.` : null,
    headline && `Accuracy: ${describeHeadline(headline)}`,
    window && `Window: ${describeWindow(window)}`,
    status.draws.length > 0
      ? `Drawn: ${status.draws.map((draw) => `${plain(draw.name)} ${draw.taken} of ${draw.matched}`).join(', ')}`
      : null,
    answers &&
      `Answered: evaluation ${answers.evaluation.answered} of ${answers.evaluation.total}, training ${answers.training.answered} of ${answers.training.total}`,
    filing &&
      `Filed: ${filing.filed + filing.kept}; left where they were: ${filing.superseded + filing.gone + filing.conflict}`,
    irregular(status.irregularities),
    unusable(status.unusable),
  ]);
}

/** Other people's words stand in them: as code, they make no link and no picture. */
function irregular(sentences: readonly string[]): string | null {
  if (sentences.length === 0) return null;
  return ['Not as it was asked in Label Studio:', ...sentences.map((one) => `- \`${one.replaceAll('`', "'")}\``)].join(
    '\n',
  );
}

function unusable(reasons: Record<string, number>): string | null {
  const said = reasonsInWords(reasons);
  return said === '' ? null : `Unusable objects: ${said}`;
}

/** What the gate's page says: enough to decide from its dialogs. */
export function gateDetails(status: GateStatus): string {
  const { proposal, lastDecision } = status;
  return page([
    {
      gathering: '**Gathering labels.** Nothing to decide.',
      deciding: '**A retraining waits for your decision.**',
      training: '**Training.**',
      blocked: '**Parked: needs an operator.**',
    }[status.phase],
    blocked(status.blockage),
    proposal &&
      `${proposal.items} images, ${proposal.newLabels} of them new. Because: ${plain(proposal.because)}. Accuracy: ${describeHeadlineOf(proposal.round, proposal.headline)}`,
    status.phase === 'deciding' && proposal
      ? [
          'To approve, send the update `decideRetraining` (or the signal `approveRetraining` / `rejectRetraining` without `decision`) with',
          '```json',
          // Short lines: the box does not wrap code, and what is cut off cannot be copied.
          '{"digest":',
          `"${proposal.digest}",`,
          '"decision": "approve", "by": "your name"}',
          '```',
          proposal.expiresAt ? `Without a decision it expires ${proposal.expiresAt}.` : '',
        ].join('\n')
      : null,
    status.refused && `Refused: ${plain(status.refused)}`,
    lastDecision && `Last decision: ${lastDecision.verdict} by ${plain(lastDecision.by)}, ${lastDecision.at}`,
    status.lastModelVersion && `Last model: ${plain(status.lastModelVersion)}`,
  ]);
}
