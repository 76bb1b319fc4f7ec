import { type Command, InvalidArgumentError, Option } from 'commander';
import { readEnvironment } from '../../config/environment';
import { formatProblems } from '../../config/loop-file/format-problems';
import { loadLoopFile } from '../../config/loop-file/load-loop-file';
import { parseShare } from '../../config/shares';
import type { LoopConfig } from '../../contracts/loop-config';
import type { PlanningGround } from '../../domain/planning/plan';
import { planLabels } from '../../domain/planning/plan-labels';
import { assumedGround, planningGround } from '../../plan/planning-ground';
import { openStoredLoops } from '../../wiring/stored-loops';
import { EXIT } from '../exit-codes';
import { CommandFailure } from '../failure';
import { interruptible } from '../interruptible';
import { mention, say, sayJson } from '../output';
import { STORE_PATIENCE_MS } from '../patience';
import { describePlan } from '../show/plan';

interface PlanFlags {
  margin?: number;
  labels?: number;
  improvement?: number;
  accuracy?: number;
  offline?: boolean;
  json?: boolean;
}

/** `annoloop plan FILE [--margin 0.03] [--labels 300] [--improvement 0.05] [--accuracy 0.8] [--offline] [--json]` */
export function registerPlan(program: Command): void {
  program
    .command('plan')
    .description('how many labels a margin takes, how to split a total, what improvement shows; writes nothing')
    .argument('<file>', 'the loop file, applied or not')
    .addOption(new Option('--margin <share>', 'half the width of the interval: 0.03 or 3%').argParser(margin))
    .addOption(new Option('--labels <number>', 'how many labels to split').argParser(labels))
    .addOption(
      new Option('--improvement <share>', 'of one model version on another: 0.05 or 5%').argParser(improvement),
    )
    .addOption(
      new Option('--accuracy <share>', 'expect this, whatever the ledger says: 0.8 or 80%').argParser(accuracy),
    )
    .option('--offline', 'ask no system: plan with assumptions alone')
    .option('--json', 'print the plan as JSON')
    .action(plan);
}

async function plan(file: string, flags: PlanFlags): Promise<void> {
  const { config, warnings, source } = await loadLoopFile(file);
  if (warnings.length > 0) mention(formatProblems(warnings, source, 'warning: '));
  const ground = flags.offline ? assumedGround(flags.accuracy ?? null) : await askedGround(config, flags);
  checkImprovement(flags.improvement, ground);
  const planned = planLabels(config, ground, {
    margin: flags.margin ?? null,
    labels: flags.labels ?? null,
    improvement: flags.improvement ?? null,
  });
  if (flags.json) sayJson(planned);
  else say(describePlan(planned));
}

async function askedGround(config: LoopConfig, { accuracy: expected }: PlanFlags): Promise<PlanningGround> {
  const loops = await openStoredLoops(readEnvironment(process.env, ['store', 'cache']), STORE_PATIENCE_MS);
  return interruptible(({ signal, show }) =>
    planningGround(loops, config, {
      accuracy: expected ?? null,
      signal,
      onProgress: ({ listed, usable }) => show(`no estimate yet: ${listed} objects listed, ${usable} usable`),
    }),
  );
}

/** What is expected without the option is known only by now. */
function checkImprovement(wanted: number | undefined, { accuracy: { expected } }: PlanningGround): void {
  if (wanted === undefined || expected + wanted <= 1 + 1e-12) return;
  throw new CommandFailure(
    `an accuracy of ${(expected * 100).toFixed(1)} % cannot improve by ${(wanted * 100).toFixed(1)} points`,
    `Give an --improvement of at most ${Math.floor((1 - expected) * 1000) / 1000}, or the --accuracy that you expect.`,
    EXIT.invalid,
  );
}

/** Below a tenth of a point it takes millions of labels. */
const LEAST = 0.001;

function margin(text: string): number {
  const share = shareOf(text);
  if (share === null || share < LEAST || share >= 0.5) {
    throw new InvalidArgumentError('Write a share from 0.001 to below 0.5, such as 0.03 or 3%.');
  }
  return share;
}

function improvement(text: string): number {
  const share = shareOf(text);
  if (share === null || share < LEAST) {
    throw new InvalidArgumentError('Write a share from 0.001 to 1, such as 0.05 or 5%.');
  }
  return share;
}

function accuracy(text: string): number {
  const share = shareOf(text);
  if (share === null) throw new InvalidArgumentError('Write a share from 0 to 1, such as 0.8 or 80%.');
  return share;
}

function labels(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 1_000_000) throw new InvalidArgumentError('Write a whole number from 1 to 1000000.');
  return count;
}

const shareOf = (text: string): number | null => parseShare(/^\d*\.?\d+$/.test(text) ? Number(text) : text);
