import { chmod, chown, copyFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from './exists';
import type { UnprivilegedUser } from './privileges';

const DATABASE = 'label_studio.sqlite3';

/**
 * Lays a migrated but empty database (no user, no organization, no key) where a first start would spend a minute or more
 * on migrating. Returns false where Label Studio has to migrate by itself.
 */
export async function layTemplate(
  template: string | null,
  place: { folder: string; user: UnprivilegedUser | null },
): Promise<boolean> {
  const database = join(place.folder, DATABASE);
  if (await exists(database)) return true;
  if (!template) return false;
  const aside = `${database}.new`;
  await copyFile(template, aside);
  await chmod(aside, 0o600);
  if (place.user) await chown(aside, place.user.uid, place.user.gid);
  await rename(aside, database);
  return true;
}
