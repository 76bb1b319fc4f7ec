/** What `annoloop` ends with. Scripts rely on these: a number never changes its meaning. */
export const EXIT = {
  ok: 0,
  /** Something went wrong that has no number of its own. */
  failure: 1,
  /** Wrong arguments, an invalid loop file or an invalid environment: nothing was done. */
  invalid: 2,
  /** What was asked for is not there, or not running. */
  notFound: 3,
  /** A part of the embedded stack does not serve (yet), did not come up, or ended by itself. */
  partFailed: 4,
  /** Temporal, the object store or Label Studio does not answer, or refuses our credentials. */
  unreachable: 5,
  /** What was asked for was understood and refused: a loop that cannot be applied, a decision on another digest. */
  refused: 6,
  /** A query or an update found no worker. */
  noWorker: 7,
  /** The round or the gate is parked and waits for an operator. */
  blocked: 8,
  /** Ended by Ctrl-C before it was done, as shells count SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
