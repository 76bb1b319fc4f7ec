import { nearest } from '../did-you-mean';

/** What is wrong with the name of a time zone, and what to write; null where nothing is. */
export function timezoneFlaw(name: string): { wrong: string; instead: string } | null {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  if (known.includes(name)) return null;
  const near = known.find((zone) => zone.toLowerCase() === name.toLowerCase()) ?? nearest(name, known);
  // Older names such as Asia/Kolkata's predecessor are aliases that the list leaves out, while the servers know them.
  if (
    near?.toLowerCase() !== name.toLowerCase() &&
    /^[A-Z][A-Za-z0-9_+-]*\/[A-Z][A-Za-z0-9_/+-]*$/.test(name) &&
    isZone(name)
  )
    return null;
  return {
    wrong: `is no time zone: '${name}'`,
    instead: near === null ? 'write an IANA name, such as Europe/Berlin or UTC' : `did you mean ${near}?`,
  };
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
