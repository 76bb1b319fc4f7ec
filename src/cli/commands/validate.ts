import type { Command } from 'commander';
import { configDocument } from '../../config/digest';
import { describeLoop } from '../../config/loop-file/describe-loop';
import { formatProblems } from '../../config/loop-file/format-problems';
import { loadLoopFile } from '../../config/loop-file/load-loop-file';
import { LoopFileInvalid } from '../../config/loop-file/loop-file-invalid';
import { EXIT } from '../exit-codes';

interface Printer {
  out(text: string): void;
  err(text: string): void;
}

/** `annoloop validate FILE [--json]` */
export function registerValidate(program: Command): void {
  program
    .command('validate')
    .description('check a loop file and say what the loop will do; nothing is contacted')
    .argument('<file>', 'the loop file, such as loops/food11.yaml')
    .option('--json', 'print the result as JSON')
    .action(async (file: string, options: { json?: boolean }) => {
      const printer = {
        out: (text: string) => void process.stdout.write(`${text}\n`),
        err: (text: string) => void process.stderr.write(`${text}\n`),
      };
      process.exitCode = await validate(file, options.json === true, printer);
    });
}

/** The exit code: 0 when the file is valid, 2 when it is not. */
export async function validate(file: string, json: boolean, { out, err }: Printer): Promise<number> {
  try {
    const { config, warnings, source } = await loadLoopFile(file);
    const { sha256 } = configDocument(config);
    if (json) {
      out(JSON.stringify({ valid: true, digest: sha256, warnings, config }, null, 2));
      return EXIT.ok;
    }
    if (warnings.length > 0) err(`${formatProblems(warnings, source, 'warning: ')}\n`);
    out(`${describeLoop(config)}\n\n${file} is valid.`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof LoopFileInvalid)) throw error;
    const { problems } = error;
    if (json) out(JSON.stringify({ valid: false, problems }, null, 2));
    else err(`${error.message}\n\n${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in ${file}.`);
    return EXIT.invalid;
  }
}
