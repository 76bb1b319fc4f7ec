import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Estimate } from '../../contracts/estimate';
import { loopOfRound } from '../../domain/workflow-ids';
import type { Ledger } from '../../ledger/port';
import { currentRegistry } from '../../loops/class-registry';
import { newestLoopReport, newestRoundReport, type StoredReport } from '../../loops/reports';
import { findRoundRecord, newestEstimate } from '../../loops/round-records';
import { EXIT } from '../exit-codes';
import { CommandFailure } from '../failure';
import { openInBrowser } from '../open-in-browser';
import { openLoopNamed } from '../open-loop';
import { mention, say, sayJson } from '../output';
import { describeEstimate } from '../show/estimate';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../temporal-options';

interface ReportFlags extends TemporalFlags {
  open?: boolean;
  output?: string;
  json?: boolean;
}

/** `annoloop report LOOP|ROUND [--open] [--output FILE] [--json]` */
export function registerReport(program: Command): void {
  withTemporalFlags(
    program
      .command('report')
      .description('how good the model is: over all rounds of a loop, or in one round')
      .argument('<loop-or-round>', 'the name of a loop, or the id of a round')
      .option('--open', 'show the page in the browser')
      .option('-o, --output <file>', 'write the page to this file')
      .option('--json', 'print every number of the page as JSON'),
  ).action(report);
}

async function report(name: string, flags: ReportFlags): Promise<void> {
  await withTemporal(flags, async (client) => {
    const round = loopOfRound(name) === null ? null : name;
    const { ledger } = await openLoopNamed(client, loopOfRound(name) ?? name);
    const estimate = round === null ? await newestEstimate(ledger) : await estimateOf(ledger, round);
    if (estimate === null) {
      throw new CommandFailure(
        `'${name}' has no estimate yet`,
        'It is made when a round has collected its answers; `annoloop round list` shows where the rounds stand.',
        EXIT.notFound,
      );
    }
    const stored = round === null ? await newestLoopReport(ledger) : await newestRoundReport(ledger, round);
    const wanted = flags.open || flags.json || flags.output !== undefined;
    if (wanted && !stored?.data) throw notWritten(name);
    if (flags.json && stored?.data) sayJson(JSON.parse(await ledger.readText(stored.data)));
    else await describe(ledger, estimate, round, stored);
    if (stored) await deliver(await ledger.readText(stored.page), name, flags);
  });
}

async function estimateOf(ledger: Ledger, round: string): Promise<Estimate | null> {
  return (await findRoundRecord(ledger, round))?.estimate ?? null;
}

/** The estimate follows the labels within seconds, the page the estimate. */
const notWritten = (name: string): CommandFailure =>
  new CommandFailure(
    `'${name}' has an estimate and no report yet`,
    'It is written right after the estimate: try again in a moment, or see `annoloop round list`.',
    EXIT.notFound,
  );

/** The newest window's estimate as text, and where the pages lie. */
async function describe(
  ledger: Ledger,
  estimate: Estimate,
  round: string | null,
  stored: StoredReport | null,
): Promise<void> {
  say(describeEstimate(estimate, (await currentRegistry(ledger))?.registry ?? null));
  const place = (report: StoredReport | null): string =>
    report === null ? 'not written yet' : `s3://${ledger.bucket}/${report.page.key}`;
  if (round !== null) return say(`\nReport: ${place(stored)}`);
  say(`\nReport of the loop: ${place(stored)}`);
  say(`Report of the round: ${place(await newestRoundReport(ledger, estimate.round))}`);
}

async function deliver(page: string, name: string, { output, open }: ReportFlags): Promise<void> {
  if (output !== undefined) {
    await writeFile(output, page);
    mention(`Written to ${output}`);
  }
  if (open) mention(`Opened ${await openInBrowser(page, name.replace(/[^\w.-]+/g, '-'))}`);
}
