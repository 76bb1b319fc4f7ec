import type { Redact } from '../secrecy/redaction';
import { StackError } from '../stack/stack-error';
import { EXIT, type ExitCode } from './exit-codes';
import { printable } from './printable';

/** A failure that a command explains: what is wrong, what to do, and the exit code. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    message: string,
    readonly remedy: string,
    readonly exitCode: ExitCode = EXIT.failure,
  ) {
    super(message);
  }
}

/**
 * Prints an error as a person can use it, on standard error: what is wrong, then what to do where the error says so
 * (`remedy`). The stack trace only on request, and no secret in any of it. Returns the exit code.
 */
export function reportFailure(
  error: unknown,
  options: { verbose: boolean; redact: Redact; print?: (text: string) => void },
): ExitCode {
  const write = options.print ?? ((text) => process.stderr.write(`${printable(text)}\n`));
  const print = (text: string): void => void write(options.redact(text));
  const { message, remedy, exitCode, stack } = parts(error);
  print(`Error: ${message}`);
  if (remedy) print(remedy);
  if (options.verbose && stack) print(stack);
  else if (!remedy) print('Run it again with --verbose to see where this comes from.');
  return exitCode;
}

function parts(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error), remedy: null, exitCode: EXIT.failure, stack: null };
  return {
    message: error.message || error.name,
    remedy: 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : null,
    exitCode: exitCodeOf(error),
    stack: error.stack ?? null,
  };
}

function exitCodeOf(error: Error): ExitCode {
  if (error instanceof StackError && error.kind === 'part') return EXIT.partFailed;
  const known: number[] = Object.values(EXIT);
  if ('exitCode' in error && typeof error.exitCode === 'number' && known.includes(error.exitCode)) {
    return error.exitCode as ExitCode;
  }
  return EXIT.failure;
}
