import { formatProblems } from './format-problems';
import type { Problem } from './problem';

/** A loop file that cannot be used. Its message is the whole text for the user. */
export class LoopFileInvalid extends Error {
  override readonly name = 'LoopFileInvalid';
  /** Of the command line: invalid input, nothing was done. */
  readonly exitCode = 2;
  readonly remedy = 'What each key means: docs/loop-file.md.';

  /** @param source the file's text, secrets masked; empty where it could not be read */
  constructor(
    readonly problems: readonly Problem[],
    source: string,
  ) {
    super(formatProblems(problems, source));
  }
}
