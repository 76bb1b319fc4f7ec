/**
 * How long a command waits for a server that is silent, in ms, where a worker has more patience: somebody sits before it. A
 * request to the store is tried twice.
 */
export const STORE_PATIENCE_MS = 8_000;
/** On SQLite, Label Studio sleeps up to 21 s within a request while its database is locked. */
export const LABEL_STUDIO_PATIENCE_MS = 25_000;
