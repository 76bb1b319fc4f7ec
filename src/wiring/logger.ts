import { type Logger, pino } from 'pino';

/** One JSON line a message on stderr, so that stdout stays a program's answer. Known secrets are cut out by name. */
export function createLogger(level: string, name: string): Logger {
  return pino(
    {
      name,
      level,
      redact: { paths: ['*.token', '*.secret', '*.authorization', '*.secretAccessKey'], censor: 'redacted' },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
