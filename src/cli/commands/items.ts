import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import type { ExportFormat } from '../../ledger/table-export';
import { EXPORTED } from '../../lineage/exported-item';
import { loopItems } from '../../lineage/loop-items';
import { collected } from '../collected';
import { EXIT } from '../exit-codes';
import { CommandFailure } from '../failure';
import { openLoopNamed } from '../open-loop';
import { mention } from '../output';
import { printableStream } from '../printable';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../temporal-options';

const FORMATS: readonly ExportFormat[] = ['csv', 'json', 'jsonl', 'parquet'];

interface ItemsFlags extends TemporalFlags {
  round?: string[];
  dataset?: string;
  where?: string;
  format?: ExportFormat;
  output?: string;
}

/** `annoloop items LOOP [--round ROUND]… [--dataset MODEL] [--where SQL] [--format FORMAT] [--output FILE]` */
export function registerItems(program: Command): void {
  withTemporalFlags(
    program
      .command('items')
      .description('the items behind a number: what was drawn, what people said, where it lies now')
      .argument('<loop>', 'the name of a loop')
      .option('--round <round>', 'only what this round drew; may be given several times', collected)
      .option('--dataset <model>', 'only what this model was trained on: its version, or the digest of a dataset')
      .option('--where <sql>', `a condition on the columns, such as "purpose = 'evaluation' and not isRight"`)
      .addOption(new Option('--format <format>', "default: the file's extension, else csv").choices(FORMATS))
      .option('--output <file>', 'write to this file instead of printing'),
  )
    .addHelpText('after', `\nColumns: ${EXPORTED.columns.map(({ name }) => name).join(', ')}`)
    .action(items);
}

async function items(name: string, flags: ItemsFlags): Promise<void> {
  const { round: rounds = [], dataset = null, where = null, output: file = null } = flags;
  const format = flags.format ?? formatOf(file);
  if (format === 'parquet' && file === null) {
    throw new CommandFailure('Parquet is not for reading on a screen', 'Add --output items.parquet.', EXIT.invalid);
  }
  await withTemporal(flags, async (client) => {
    const { ledger, tables } = await openLoopNamed(client, name);
    const rows = loopItems(ledger, { rounds, dataset });
    // Whoever reads it in a program wants what is there; on a terminal keys are a stranger's.
    const stdout = process.stdout.isTTY ? printableStream(process.stdout) : process.stdout;
    const count = await tables.write(EXPORTED, rows, { file: file ?? stdout, format, where });
    if (file !== null) mention(`${count} ${count === 1 ? 'item' : 'items'} written to ${file}`);
  });
}

function formatOf(file: string | null): ExportFormat {
  const extension = file === null ? '' : extname(file).slice(1).toLowerCase();
  return FORMATS.find((format) => format === extension) ?? 'csv';
}
