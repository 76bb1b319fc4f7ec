import type { LogMetadata, Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Temporal's runtime logs into ours. A wait that is not over yet is no warning: it is what waiting looks like. */
export function temporalLogger(logger: Logger): TemporalLogger {
  const log = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error', message: string, metadata?: LogMetadata): void =>
    logger[isWaiting(metadata) ? 'debug' : level](plain(metadata), message);
  return {
    log: (level, message, metadata) => log(LEVELS[level], message, metadata),
    trace: (message, metadata) => log('trace', message, metadata),
    debug: (message, metadata) => log('debug', message, metadata),
    info: (message, metadata) => log('info', message, metadata),
    warn: (message, metadata) => log('warn', message, metadata),
    error: (message, metadata) => log('error', message, metadata),
  };
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

const isWaiting = (metadata?: LogMetadata): boolean => {
  const { error } = (metadata ?? {}) as { error?: { type?: unknown } };
  return error?.type === 'AnnotationsPending' || error?.type === 'AnnotationsUnchanged';
};

/** Of a failure of ours the log says which of `src/contracts/failures.ts` it is: the error's own class says nothing. */
function plain(metadata: LogMetadata = {}): Record<string, unknown> {
  const { error, ...rest } = metadata as Record<string, unknown>;
  if (error === undefined) return rest;
  const { type } = error as { type?: unknown };
  return { ...rest, err: error, ...(typeof type === 'string' && { failure: type }) };
}
