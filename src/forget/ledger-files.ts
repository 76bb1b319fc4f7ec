import { readWhole } from '../object-store/read-whole';
import type { ForgetDependencies, SearchedLoop } from './dependencies';

/** One artifact as it lies in the store now, with its local copy. */
export interface LedgerFile {
  /** Full key in the ledger's bucket. */
  key: string;
  sha256: string;
  path: string;
  bytes: Buffer;
}

const OWN_FOLDER = 'forgotten/';

/** Every artifact of a loop, as it lies in the store: what was found out about them before does not count here. */
export async function* ledgerFiles(
  { store, cache }: ForgetDependencies,
  { config }: SearchedLoop,
): AsyncGenerator<LedgerFile> {
  const { bucket, prefix } = config.ledger;
  for await (const page of store.list({ bucket, key: prefix })) {
    for (const { key } of page) {
      if (key.startsWith(prefix + OWN_FOLDER)) continue;
      const bytes = await readWhole(store, { bucket, key });
      if (!bytes) continue;
      const sha256 = await cache.keep(bytes);
      yield { key, sha256, bytes, path: await cache.path(sha256, async () => bytes) };
    }
  }
}

export const isParquet = ({ key }: Pick<LedgerFile, 'key'>): boolean => key.endsWith('.parquet');

export const isManifest = ({ key }: Pick<LedgerFile, 'key'>): boolean =>
  /\/?datasets\/[0-9a-f]{64}\/manifest\.jsonl$/.test(key);

export const isCensusIndex = ({ key }: Pick<LedgerFile, 'key'>): boolean => /\/census\.json$/.test(key);

export const isPage = ({ key }: Pick<LedgerFile, 'key'>): boolean => key.endsWith('.html');
