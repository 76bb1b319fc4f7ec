/**
 * What stands in place of a forgotten item's object in every artifact: a key under which no object lies, and an ETag that
 * none has, so that whatever reads the row finds the object gone. Both are made of the item's id, which stays: rows,
 * counts and joins hold, and nobody learns from it whose image it was without having that image.
 */
const PREFIX = '.annoloop-forgotten/';

export const tombstoneKey = (itemId: string): string => `${PREFIX}${itemId}`;

/** Whether a row's key says that its item was forgotten. */
export const isTombstone = (key: string): boolean => key.startsWith(PREFIX);

/** The start of every such key, for SQL. */
export const TOMBSTONE_PREFIX = PREFIX;
