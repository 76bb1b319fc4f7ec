import { ObjectStoreError, PreconditionFailed, RequestRefused } from '../errors';

/** How Amazon S3 answers conditional writes of one key at the same moment: this one has not happened. */
const CONFLICTS = ['ConditionalRequestConflict', 'OperationAborted'];

/** How a request ended that a store may take, refuse for its condition, or not know at all. */
export type Outcome = { kind: 'done' } | { kind: 'refused' } | { kind: 'unknown'; said: string };

/** Every other failure says nothing about the behaviour, and is thrown. */
export async function outcomeOf(request: Promise<unknown>): Promise<Outcome> {
  try {
    await request;
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof PreconditionFailed) return { kind: 'refused' };
    if (error instanceof ObjectStoreError && CONFLICTS.includes(error.code ?? '')) return { kind: 'refused' };
    if (error instanceof RequestRefused) return { kind: 'unknown', said: whatItSaid(error) };
    throw error;
  }
}

/** Without the place, which is a random one of ours, and without advice that is not for this. */
function whatItSaid({ code }: ObjectStoreError): string {
  return `the store does not take that request${code === null ? '' : ` (${code})`}`;
}
