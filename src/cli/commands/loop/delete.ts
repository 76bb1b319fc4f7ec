import type { Command } from 'commander';
import { countOpenRounds } from '../../../temporal/open-rounds';
import { deleteLoop, findLoop } from '../../../temporal/schedules';
import { EXIT } from '../../exit-codes';
import { CommandFailure } from '../../failure';
import { say, sayJson } from '../../output';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

interface DeleteFlags extends TemporalFlags {
  yes?: boolean;
  json?: boolean;
}

const STAYS = 'its ledger, the filed images and its Label Studio projects';

export function registerLoopDelete(loop: Command): void {
  withTemporalFlags(
    loop
      .command('delete')
      .description(`delete the Schedule of a loop; what stays: ${STAYS}, and open rounds run to their end`)
      .argument('<loop>', "the loop's name")
      .option('--yes', 'without it, nothing is deleted')
      .option('--json', 'print the result as JSON'),
  ).action(remove);
}

async function remove(loop: string, flags: DeleteFlags): Promise<void> {
  const openRounds = await withTemporal(flags, async (client) => {
    await findLoop(client, loop);
    const open = await countOpenRounds(client, loop);
    if (!flags.yes) {
      throw new CommandFailure(
        `deleting the Schedule of '${loop}' needs --yes; ${rounds(open)} would run to their end, and ${STAYS} would stay`,
        `To stop it for a while only: annoloop loop pause ${loop}`,
        EXIT.invalid,
      );
    }
    await deleteLoop(client, loop);
    return open;
  });
  if (flags.json) sayJson({ loop, deleted: true, openRounds });
  else {
    say(
      `The Schedule of '${loop}' is deleted. What stays: ${STAYS}; ${rounds(openRounds)} run to their end.\n` +
        'Applying its loop file again takes up where it left off.',
    );
  }
}

const rounds = (count: number): string => (count === 1 ? '1 open round' : `${count} open rounds`);
