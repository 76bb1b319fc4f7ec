import type { Client } from '@temporalio/client';
import { Listr, type ListrTask } from 'listr2';
import { ROUND_PHASES, type RoundPhase, type RoundStatus } from '../contracts/status';
import { describeHeadline } from '../domain/headline';
import { loopOfRound } from '../domain/workflow-ids';
import { type RoundSight, watchRound } from '../temporal/watch-round';
import { EXIT } from './exit-codes';
import { CommandFailure } from './failure';
import { inLine } from './output';
import { printable } from './printable';
import { describeBlockage } from './show/round-status';

/** Where following ends: when the round has concluded and only watches for late answers, or when it is over. */
export type FollowUntil = 'amending' | 'closed';

const TITLES: Partial<Record<RoundPhase, string>> = {
  claiming: 'claims its window',
  census: 'takes the census',
  drawing: 'draws',
  importing: 'imports tasks',
  waiting: 'waits for people',
  collecting: 'collects answers',
  filing: 'files images',
  estimating: 'estimates accuracy',
  proposing: 'proposes to the gate',
  amending: 'has concluded; late answers amend it until it closes',
};

/**
 * Shows a round's progress, as a list of steps on a terminal and as a line for each change elsewhere, and returns the last
 * sight of it. @throws CommandFailure with exit code `blocked` when it is parked; NoWorkerAnswered
 */
export async function followRound(
  client: Client,
  round: string,
  { until, terminal, print }: { until: FollowUntil; terminal: boolean; print: (line: string) => void },
): Promise<RoundSight> {
  const sights = sightsUntil(watchRound(client, round), until);
  const last = terminal ? await inList(sights, until) : await inLines(sights, print);
  if (last.kind === 'running' && last.status.blockage) {
    throw new CommandFailure(`round '${round}' is parked`, describeBlockage(last.status.blockage, round), EXIT.blocked);
  }
  if (last.kind === 'broken') {
    throw new CommandFailure(
      `round '${round}' does not run any more: ${last.why}`,
      `It goes on with: annoloop round start ${loopOfRound(round) ?? 'LOOP'} --again ${round}`,
    );
  }
  return last;
}

async function* sightsUntil(sights: AsyncGenerator<RoundSight>, until: FollowUntil): AsyncGenerator<RoundSight> {
  for await (const sight of sights) {
    yield sight;
    if (sight.kind !== 'running' || sight.status.blockage) return;
    if (until === 'amending' && sight.status.phase === 'amending') return;
  }
}

async function inLines(sights: AsyncGenerator<RoundSight>, print: (line: string) => void): Promise<RoundSight> {
  let last: RoundSight | null = null;
  let printed = '';
  for await (const sight of sights) {
    last = sight;
    const line = lineOf(sight);
    if (line !== printed) print(line);
    printed = line;
  }
  if (last === null) throw new Error('a round was looked at, and nothing was seen');
  return last;
}

const lineOf = (sight: RoundSight): string => {
  if (sight.kind === 'ended') return `closed: ${sight.result.outcome}`;
  if (sight.kind === 'broken') return `does not run any more: ${sight.why}`;
  const facts = factsOf(sight.status, sight.progress);
  return facts === '' ? sight.status.phase : `${sight.status.phase}: ${facts}`;
};

/** What is worth saying of the phase the round is in. */
function factsOf({ phase, draws, answers, filing, headline, window }: RoundStatus, progress: string | null): string {
  const said: Partial<Record<RoundPhase, string | null>> = {
    census: window && `${window.start} to ${window.end}`,
    importing: draws.map(({ name, taken, matched }) => `${name} ${taken} of ${matched}`).join(', '),
    collecting:
      answers &&
      `${answers.evaluation.answered} of ${answers.evaluation.total} answered (evaluation), ${answers.training.answered} of ${answers.training.total} (training)`,
    estimating: filing && `${filing.filed + filing.kept} filed`,
    amending: headline && describeHeadline(headline),
  };
  return progress ?? said[phase] ?? '';
}

/** Each step spins while the round is in its phase, and keeps the last facts that were seen. */
async function inList(sights: AsyncGenerator<RoundSight>, until: FollowUntil): Promise<RoundSight> {
  let sight = await nextOf(sights);
  const phaseOf = (seen: RoundSight): number =>
    seen.kind === 'running' && !seen.status.blockage
      ? ROUND_PHASES.indexOf(seen.status.phase)
      : Number.POSITIVE_INFINITY;
  const steps = ROUND_PHASES.filter((phase) => TITLES[phase] !== undefined);
  const tasks = steps.map(
    (phase): ListrTask => ({
      title: TITLES[phase] ?? phase,
      task: async (_, task) => {
        const place = ROUND_PHASES.indexOf(phase);
        while (phaseOf(sight) <= place) {
          if (sight.kind === 'running' && sight.status.phase === phase) {
            const facts = factsOf(sight.status, sight.progress);
            // A look between two attempts has none: the last ones stay.
            if (facts !== '') task.title = printable(inLine(`${TITLES[phase]}: ${facts}`));
            if (phase === 'amending' && until === 'amending') return;
          }
          const next = await sights.next();
          if (next.done) return;
          sight = next.value;
        }
      },
    }),
  );
  await new Listr(tasks, { registerSignalListeners: false, rendererOptions: { collapseErrors: false } }).run();
  return sight;
}

async function nextOf(sights: AsyncGenerator<RoundSight>): Promise<RoundSight> {
  const { value, done } = await sights.next();
  if (done) throw new Error('a round was looked at, and nothing was seen');
  return value;
}
