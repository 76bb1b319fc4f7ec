import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where installed tools and copies of artifacts live; can be deleted at any time. As root it is not below root's home folder, since the parts
 * then run as an ordinary user, who may not enter that.
 */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  uid: number | undefined,
): string {
  if (environment.ANNOLOOP_CACHE_DIR?.trim()) return resolve(environment.ANNOLOOP_CACHE_DIR);
  if (uid === 0) return '/var/cache/annoloop';
  return join(environment.XDG_CACHE_HOME?.trim() || join(homedir(), '.cache'), 'annoloop');
}
