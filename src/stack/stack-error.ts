/**
 * Something that keeps the embedded stack from starting or running: `message` says what is wrong and where, `remedy`
 * what to do. The CLI prints both, without a stack trace.
 */
export class StackError extends Error {
  override readonly name = 'StackError';

  constructor(
    message: string,
    readonly remedy: string,
    readonly kind: 'setup' | 'part' = 'setup',
  ) {
    super(message);
  }
}

/** Where docker compose is the way out, it is said in the same words everywhere. */
export const COMPOSE_INSTEAD = 'Or run the same stack with `docker compose up`, which needs neither Go nor Python.';
