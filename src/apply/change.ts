/** One thing that `apply` made, changed, or found as it should be. In a dry run: what it would make or change. */
export interface Change {
  action: 'created' | 'updated' | 'unchanged';
  what: string;
}

/** How a step runs: `dryRun` looks and says, and changes nothing. */
export interface StepOptions {
  dryRun: boolean;
}
