import { z } from 'zod';
import { expected } from './variable';

export interface LogSettings {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export const logSchema = z
  .object({
    ANNOLOOP_LOG_LEVEL: z.enum(LEVELS, { error: expected(`one of ${LEVELS.join(', ')}`) }).prefault('info'),
  })
  .transform((set): LogSettings => ({ level: set.ANNOLOOP_LOG_LEVEL }));
