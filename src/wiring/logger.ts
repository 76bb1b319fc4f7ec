import { type DestinationStream, type Logger, pino } from 'pino';
import type { Redact } from '../secrecy/redaction';

interface LoggerSettings {
  level: string;
  name: string;
  /** What every line passes through. */
  redact: Redact;
  /** Instead of standard error. */
  stream?: DestinationStream;
}

/**
 * One JSON line a message on stderr, so that stdout stays a program's answer. Fields of these names are cut out, and secrets
 * wherever else a line holds them.
 */
export function createLogger({ level, name, redact, stream }: LoggerSettings): Logger {
  return pino(
    {
      name,
      level,
      redact: { paths: ['*.token', '*.secret', '*.authorization', '*.secretAccessKey'], censor: 'redacted' },
      hooks: { streamWrite: redact },
    },
    stream ?? pino.destination({ fd: 2, sync: true }),
  );
}
