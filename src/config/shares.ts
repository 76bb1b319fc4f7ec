/** A percentage such as `80%` or `99.5%`. */
export const PERCENT_PATTERN = /^(\d{1,3}(?:\.\d{1,6})?)%$/;

/** 0..1 of `80%`, or of a number that is already 0..1; null for anything else. */
export function parseShare(value: string | number): number | null {
  if (typeof value === 'number') return value >= 0 && value <= 1 ? value : null;
  const percent = PERCENT_PATTERN.exec(value)?.[1];
  if (percent === undefined || Number(percent) > 100) return null;
  // Rounded, since 28 / 100 style divisions are not always the nearest number to what was written.
  return Number((Number(percent) / 100).toFixed(8));
}

/** `80%`, at most two decimals. */
export function formatShare(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}
