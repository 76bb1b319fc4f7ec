import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { loopOfRound } from '../../domain/workflow-ids';
import type { Ledger } from '../../ledger/port';
import { currentRegistry } from '../../loops/class-registry';
import { findRoundRecord, type RoundRecord, roundRecords } from '../../loops/round-records';
import { EXIT } from '../exit-codes';
import { CommandFailure } from '../failure';
import { openLoopNamed } from '../open-loop';
import { mention, say, sayJson } from '../output';
import { describeEstimate } from '../show/estimate';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../temporal-options';

interface ReportFlags extends TemporalFlags {
  output?: string;
  json?: boolean;
}

/** `annoloop report LOOP|ROUND [--json] [--output FILE]` */
export function registerReport(program: Command): void {
  withTemporalFlags(
    program
      .command('report')
      .description('the newest accuracy estimate of a loop, or that of a round')
      .argument('<loop-or-round>', 'the name of a loop, or the id of a round')
      .option('--output <file>', 'write the HTML report to this file')
      .option('--json', 'print the estimate as JSON'),
  ).action(report);
}

async function report(name: string, flags: ReportFlags): Promise<void> {
  await withTemporal(flags, async (client) => {
    const { ledger, config } = await openLoopNamed(client, loopOfRound(name) ?? name);
    const { round, estimate, report: page } = await estimated(ledger, name);
    if (estimate === null) {
      throw new CommandFailure(
        `'${name}' has no estimate yet`,
        'It is made when a round has collected its answers; `annoloop round list` shows where the rounds stand.',
        EXIT.notFound,
      );
    }
    const location = page && `s3://${config.ledger.bucket}/${page.key}`;
    if (flags.output !== undefined && page !== null) await writeFile(flags.output, await ledger.readText(page));
    if (flags.json) return sayJson({ round, estimate, report: location });
    say(describeEstimate(estimate, (await currentRegistry(ledger))?.registry ?? null));
    say(`\nReport: ${location ?? 'not written yet'}`);
    if (flags.output !== undefined) {
      mention(page === null ? 'There is no HTML report yet; nothing was written.' : `Written to ${flags.output}`);
    }
  });
}

type Estimated = Pick<RoundRecord, 'round' | 'estimate' | 'report'>;

async function estimated(ledger: Ledger, name: string): Promise<Estimated> {
  const none = { round: name, estimate: null, report: null };
  if (loopOfRound(name) !== null) return (await findRoundRecord(ledger, name)) ?? none;
  for await (const record of roundRecords(ledger)) if (record.estimate !== null) return record;
  return none;
}
