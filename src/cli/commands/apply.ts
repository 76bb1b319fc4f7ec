import type { Command } from 'commander';
import { type Applied, applyLoop } from '../../apply/apply-loop';
import { formatProblems } from '../../config/loop-file/format-problems';
import { loadLoopFile } from '../../config/loop-file/load-loop-file';
import { mention, say, sayJson, when } from '../output';
import { type TemporalFlags, withTemporalFlags } from '../temporal-options';
import { withApplyDependencies } from '../with-apply-dependencies';

interface ApplyFlags extends TemporalFlags {
  dryRun?: boolean;
  json?: boolean;
}

/** `annoloop apply FILE [--dry-run] [--json]` */
export function registerApply(program: Command): void {
  withTemporalFlags(
    program
      .command('apply')
      .description('check a loop file against the three systems, then make them what it says; twice changes nothing')
      .argument('<file>', 'the loop file, such as loops/food11.yaml')
      .option('--dry-run', 'check, and say what would be done')
      .option('--json', 'print the result as JSON'),
  ).action(apply);
}

async function apply(file: string, flags: ApplyFlags): Promise<void> {
  const { config, warnings, source } = await loadLoopFile(file);
  if (warnings.length > 0) mention(formatProblems(warnings, source, 'warning: '));
  const dryRun = flags.dryRun === true;
  const applied = await withApplyDependencies(flags, (dependencies) => applyLoop(dependencies, config, { dryRun }));
  for (const warning of applied.warnings) mention(`warning: ${warning}`);
  if (flags.json) sayJson({ dryRun, ...applied });
  else say(described(applied, dryRun));
}

function described({ loop, changes, paused, note, nextRound }: Applied, dryRun: boolean): string {
  const wouldBe = { created: 'would create', updated: 'would update', unchanged: 'unchanged' };
  const lines = changes.map(({ action, what }) => `${(dryRun ? wouldBe[action] : action).padEnd(12)} ${what}`);
  const changed = changes.filter(({ action }) => action !== 'unchanged').length;
  const verdict = dryRun
    ? `Nothing was changed; ${changed === 0 ? 'nothing would be' : `${changed} of ${changes.length} would be`}.`
    : changed === 0
      ? `Loop '${loop}' was as its file says; nothing was changed.`
      : `Loop '${loop}' is applied.`;
  return [...lines, '', verdict, ...next({ loop, paused, note, nextRound }, dryRun)].join('\n');
}

function next(
  { loop, paused, note, nextRound }: Omit<Applied, 'changes' | 'configRef' | 'warnings'>,
  dryRun: boolean,
): string[] {
  if (dryRun) return [];
  const how = `A round starts now with: annoloop round start ${loop}`;
  if (paused) {
    return [`The loop is paused${note === null ? '' : ` (${note})`}: annoloop loop resume ${loop} lets it go on.`, how];
  }
  return [nextRound === null ? 'No round is due.' : `Next round: ${when(nextRound)}`, how];
}
