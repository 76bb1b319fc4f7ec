/** What `annoloop` ends with. Scripts rely on these: a number never changes its meaning. */
export const EXIT = {
  ok: 0,
  /** Something went wrong that has no number of its own. */
  failure: 1,
  /** Wrong arguments, an invalid loop file or an invalid environment: nothing was done. */
  invalid: 2,
  /** What was asked for is not there, or not running. */
  notFound: 3,
  /** A part of the embedded stack did not come up, or ended by itself. */
  partFailed: 4,
  /** Ended by Ctrl-C before it was done, as shells count SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
