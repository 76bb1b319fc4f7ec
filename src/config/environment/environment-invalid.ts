/** A variable of the environment that is missing or cannot be used. The message never holds its value. */
export interface VariableProblem {
  variable: string;
  message: string;
}

export class EnvironmentInvalid extends Error {
  override readonly name = 'EnvironmentInvalid';
  /** Of the command line: invalid input, nothing was done. */
  readonly exitCode = 2;
  readonly remedy = 'What each variable means: docs/environment.md.';

  constructor(readonly problems: readonly VariableProblem[]) {
    const count = problems.length === 1 ? 'One variable' : `${problems.length} variables`;
    const lines = problems.map(({ variable, message }) => `  ${variable} ${message}`);
    super(`${count} of the environment must be mended:\n${lines.join('\n')}`);
  }
}
