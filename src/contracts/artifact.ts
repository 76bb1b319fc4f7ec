/** A place in an object store. */
export interface ObjectLocation {
  bucket: string;
  key: string;
}

/**
 * One create-only artifact of a loop's ledger. This, and a few counts, is all that workflow history keeps of it.
 * `key` is relative to the ledger's bucket and includes its prefix; `sha256` is lower-case hex of the stored bytes;
 * `rows` is 1 for a JSON document.
 */
export interface ArtifactRef {
  key: string;
  sha256: string;
  rows: number;
}

/** Where a loop's configuration lies: the one input of both workflows besides the loop's name. */
export interface ConfigRef extends ObjectLocation {
  sha256: string;
}

/** Names a loop and the exact configuration to run it with. */
export interface LoopRef {
  loop: string;
  configRef: ConfigRef;
}

/** Names one round of a loop: `round` is the workflow id of its `annotationRound`. */
export interface RoundScope extends LoopRef {
  round: string;
}
