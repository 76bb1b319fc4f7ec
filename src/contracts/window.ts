/** The interval [start, end) of store time that a round is responsible for; ISO 8601 UTC on whole seconds. */
export interface Window {
  start: string;
  end: string;
}

/** `windows/START.json`: created once, never changed; says who is responsible for the window. */
export interface WindowClaim extends Window {
  round: string;
  /** The store's clock when it was claimed: deadlines count from here. */
  claimedAt: string;
  configRef: { bucket: string; key: string; sha256: string };
}
