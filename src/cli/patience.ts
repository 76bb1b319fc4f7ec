import type { CallPatience } from '../temporal/lasting-calls';

/**
 * Calls to Temporal: one that finds nobody is tried again for some two seconds; one that finds somebody who is silent is given up,
 * unless it asked for longer.
 */
export const COMMAND_CALLS: CallPatience = { attempts: 5, silenceMs: 10_000 };

/**
 * How long a command waits for a server that is silent, in ms, where a worker has more patience: somebody sits before it. A
 * request to the store is tried twice.
 */
export const STORE_PATIENCE_MS = 8_000;
/** On SQLite, Label Studio sleeps up to 21 s within a request while its database is locked. */
export const LABEL_STUDIO_PATIENCE_MS = 25_000;
