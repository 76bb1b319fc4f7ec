import type { RetrainingProposal } from '../contracts/retraining';
import type { GateStatus } from '../contracts/status';
import { gateId } from '../domain/workflow-ids';
import { decideRetraining, gateStatus } from '../temporal/operate-gate';
import { confirmed } from './confirm';
import { EXIT } from './exit-codes';
import { CommandFailure } from './failure';
import { operatorName } from './operator-name';
import { say, sayJson } from './output';
import { describeGate } from './show/gate-status';
import { describeBlockage } from './show/round-status';
import { type TemporalFlags, withTemporal } from './temporal-options';
import { describeTraining, waitForTraining } from './wait-for-training';

export interface DecideFlags extends TemporalFlags {
  digest?: string;
  by?: string;
  comment?: string;
  yes?: boolean;
  wait?: boolean;
  json?: boolean;
}

/** Shorter prefixes would invite guessing. */
const LEAST_PREFIX = 8;

/** The action of `approve` and `reject`. */
export const deciding =
  (decision: 'approve' | 'reject') =>
  async (loop: string, flags: DecideFlags): Promise<void> => {
    await withTemporal(flags, async (client) => {
      const proposal = waiting(loop, await gateStatus(client, loop), flags.json === true);
      await agree(decision, proposal, flags);
      const { digest } = proposal;
      const by = operatorName(flags.by);
      const comment = flags.comment === undefined ? {} : { comment: flags.comment };
      const answer = await decideRetraining(client, loop, { digest, decision, by, ...comment });
      if (!flags.json) say(`\n${answer} by ${by}: ${digest}`);

      const record = flags.wait && decision === 'approve' ? await waitForTraining(client, loop, digest) : undefined;
      if (flags.json) sayJson({ loop, decision: answer, digest, by, ...(record !== undefined && { record }) });
      else if (record !== undefined) say(describeTraining(record));
      if (record?.failure) process.exitCode = EXIT.failure;
    });
  };

/** The proposal that waits, shown. @throws CommandFailure where none does */
function waiting(loop: string, status: GateStatus | null, quiet: boolean): RetrainingProposal {
  if (status?.blockage) {
    throw new CommandFailure(
      `the gate of '${loop}' is parked`,
      describeBlockage(status.blockage, gateId(loop)),
      EXIT.blocked,
    );
  }
  if (status === null || status.phase !== 'deciding' || status.proposal === null) {
    throw new CommandFailure(
      `nothing of loop '${loop}' waits for a decision`,
      status === null
        ? 'No round has proposed a retraining yet; `annoloop round list` shows where they stand.'
        : describeGate(status),
      EXIT.notFound,
    );
  }
  if (!quiet) say(describeGate(status));
  return status.proposal;
}

/** What is decided on must have been seen: by its digest, by a person at the terminal, or by an explicit --yes. */
async function agree(
  decision: 'approve' | 'reject',
  { digest }: RetrainingProposal,
  flags: DecideFlags,
): Promise<void> {
  if (flags.digest !== undefined) {
    if (flags.digest.length < LEAST_PREFIX) {
      throw new CommandFailure(
        `--digest ${flags.digest} is too short`,
        `Give at least ${LEAST_PREFIX} characters of it: ${digest.slice(0, 12)}`,
        EXIT.invalid,
      );
    }
    if (!digest.startsWith(flags.digest.toLowerCase())) {
      throw new CommandFailure(
        `${flags.digest} is not what waits for a decision`,
        `It is ${digest}: look at it again, a newer one may have come.`,
        EXIT.refused,
      );
    }
    return;
  }
  if (flags.yes) return;
  if (flags.json || !process.stdin.isTTY || !process.stdout.isTTY) {
    throw new CommandFailure(
      'without a terminal to ask at, say what is decided on',
      `Give --digest ${digest.slice(0, 12)}, or --yes for whatever waits by then.`,
      EXIT.invalid,
    );
  }
  if (!(await confirmed(`\n${decision === 'approve' ? 'Approve' : 'Reject'} ${digest.slice(0, 12)}? [y/N] `))) {
    throw new CommandFailure('nothing was decided', 'It still waits.', EXIT.refused);
  }
}
