import { formatInstant } from '../domain/windows';

/** An ETag without its quotes. */
export const bareEtag = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

/** An ETag as conditional headers want it. */
export const quotedEtag = (etag: string): string => `"${etag}"`;

/** `2026-11-21T02:05:29Z`: some stores date to the millisecond, some to the second; we compare seconds. */
export const wholeSeconds = (date: Date | undefined): string => formatInstant(date?.getTime() ?? 0);
