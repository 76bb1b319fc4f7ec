import type { Fault } from './line';

const XML = { 'content-type': 'application/xml' };
const slowDown = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code></Error>';

/** What befalls requests to a store in bad weather; each is over in less than a second. */
export const WEATHER: readonly Fault[] = [
  { kind: 'drop-request' },
  { kind: 'drop-reply' },
  { kind: 'reset' },
  { kind: 'cut-body' },
  { kind: 'delay', ms: 100 },
  { kind: 'slow-body', ms: 200 },
  { kind: 'answer', status: 503, body: slowDown },
  { kind: 'answer', status: 503, headers: { 'retry-after': '1' }, body: slowDown },
  { kind: 'answer', status: 500 },
  { kind: 'answer', status: 200, headers: XML, body: slowDown },
];

/** The same, and what a store does that is worse: it acts and says otherwise, says nothing at all, or asks for minutes. */
export const WORSE: readonly Fault[] = [
  ...WEATHER,
  { kind: 'cut-request' },
  { kind: 'hold' },
  { kind: 'hold-reply' },
  { kind: 'answer', status: 503, headers: { 'retry-after': '120' }, body: slowDown },
  { kind: 'replace-reply', status: 200, headers: XML, body: slowDown },
  { kind: 'replace-reply', status: 503, body: slowDown },
];
