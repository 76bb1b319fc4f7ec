import { forgottenRecords } from '../loops/forgotten';
import type { ForgetDependencies, SearchedLoop } from './dependencies';
import type { StoredCopy } from './stored-copies';

/** In a versioned bucket: what artifacts were before they were written anew, this time or another. They have no other past. */
export async function olderVersions(
  { eraser }: ForgetDependencies,
  { config, ledger }: SearchedLoop,
): Promise<StoredCopy[]> {
  const { bucket } = config.ledger;
  const replaced = (await forgottenRecords(ledger)).flatMap((record) => record.replaced.map(({ key }) => key));
  const older: StoredCopy[] = [];
  for (const key of new Set(replaced)) {
    for await (const page of eraser.versions({ bucket, key })) {
      const own = page.filter((version) => version.key === key && version.versionId !== null && !version.isLatest);
      older.push(...own.map(({ versionId, etag }) => ({ bucket, key, versionId, isMarker: etag === null })));
    }
  }
  return older;
}
