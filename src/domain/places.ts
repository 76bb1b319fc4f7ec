/** A part of a bucket: the keys that start with `prefix`. */
export interface Place {
  bucket: string;
  prefix: string;
}

/** What filing writes below its prefix. */
export const FILED_FOLDERS = ['evaluation/', 'training/', 'noisy/'] as const;
/** What a ledger writes below its prefix. */
export const LEDGER_FOLDERS = [
  'config/',
  'windows/',
  'classes/',
  'projects/',
  'rounds/',
  'datasets/',
  'retrainings/',
  'snapshots/',
  'reports/',
  'probes/',
  'forgotten/',
] as const;

/** Whether a key can lie in both. */
export function placesMeet(a: Place, b: Place): boolean {
  return a.bucket === b.bucket && (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix));
}

/** Whether one of the folders that are written below `target` meets `place`. */
export function writesInto(target: Place, folders: readonly string[], place: Place): boolean {
  return folders.some((folder) => placesMeet({ bucket: target.bucket, prefix: target.prefix + folder }, place));
}

/** Whether two ledgers could write the same key. */
export function ledgersMeet(a: Place, b: Place): boolean {
  return LEDGER_FOLDERS.some((folder) =>
    writesInto(a, LEDGER_FOLDERS, { bucket: b.bucket, prefix: b.prefix + folder }),
  );
}
