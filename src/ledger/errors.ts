/** What lies in the ledger is not what was written there. */
export class ArtifactCorrupt extends Error {
  override readonly name = 'ArtifactCorrupt';

  constructor(
    readonly artifact: string,
    what: string,
  ) {
    super(`${artifact} ${what}; restore it from a backup or an older version of the object`);
  }
}
