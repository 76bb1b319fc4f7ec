import type { Command } from 'commander';
import { findLoop, resumeLoop } from '../../../temporal/schedules';
import { operatorName } from '../../operator-name';
import { say, sayJson, when } from '../../output';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

interface ResumeFlags extends TemporalFlags {
  note?: string;
  json?: boolean;
}

export function registerLoopResume(loop: Command): void {
  withTemporalFlags(
    loop
      .command('resume')
      .description('start rounds on schedule again; the next one takes in what came meanwhile')
      .argument('<loop>', "the loop's name")
      .option('--note <text>', 'shown by `loop list` and in the Temporal UI')
      .option('--json', 'print the result as JSON'),
  ).action(resume);
}

async function resume(loop: string, flags: ResumeFlags): Promise<void> {
  const note = flags.note ?? `resumed by ${operatorName(undefined)}`;
  const { nextTimes } = await withTemporal(flags, async (client) => {
    await resumeLoop(client, loop, note);
    return findLoop(client, loop);
  });
  const nextRound = nextTimes[0] ?? null;
  if (flags.json) sayJson({ loop, paused: false, note, nextRound });
  else say(`Loop '${loop}' is running.${nextRound === null ? '' : ` Next round: ${when(nextRound)}`}`);
}
