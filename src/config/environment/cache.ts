import { join } from 'node:path';
import { z } from 'zod';
import { cacheFolder } from '../cache-folder';
import { expected } from './variable';

/** Where artifacts of the ledger are kept for DuckDB, which reads local files. */
export interface CacheSettings {
  directory: string;
  /** Least recently used artifacts go beyond this. */
  maxBytes: number;
}

const UNITS = { MB: 1e6, GB: 1e9, TB: 1e12 } as const;
const sizeError = expected('a size with its unit, such as 500MB or 2GB, at least 100MB');

const size = z.string({ error: sizeError }).transform((text, context) => {
  const match = /^(\d{1,6})(MB|GB|TB)$/.exec(text);
  const bytes = Number(match?.[1]) * UNITS[(match?.[2] ?? 'MB') as keyof typeof UNITS];
  if (bytes >= 100e6) return bytes;
  context.addIssue({ code: 'custom', message: sizeError({ input: text }) });
  return z.NEVER;
});

export const cacheSchema = z
  .object({
    ANNOLOOP_CACHE_DIR: z.string().optional(),
    ANNOLOOP_CACHE_SIZE: size.prefault('2GB'),
    XDG_CACHE_HOME: z.string().optional(),
  })
  .transform(
    ({ ANNOLOOP_CACHE_SIZE: maxBytes, ...folders }): CacheSettings => ({
      directory: join(cacheFolder(folders, process.getuid?.()), 'artifacts'),
      maxBytes,
    }),
  );
