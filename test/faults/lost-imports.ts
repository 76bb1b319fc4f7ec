import type { Fault, PassedRequest } from './line';

const html = { 'content-type': 'text/html' };

/** After each of these the import has been committed, or will be, or never was: whoever asked cannot know. */
export const LOST: readonly Fault[] = [
  { kind: 'drop-reply' },
  { kind: 'late', ms: 700 },
  { kind: 'replace-reply', status: 500, body: '{"detail":"broken pipe"}' },
  { kind: 'replace-reply', status: 502, body: '<html><title>Bad gateway</title></html>', headers: html },
  { kind: 'cut-body' },
  { kind: 'replace-reply', status: 504 },
  { kind: 'late', ms: 50 },
  { kind: 'replace-reply', status: 503, headers: { 'retry-after': '1' } },
  { kind: 'drop-request' },
  { kind: 'cut-request' },
  { kind: 'replace-reply', status: 408 },
  { kind: 'reset' },
];

export const isImport = ({ method, url }: Pick<PassedRequest, 'method' | 'url'>): boolean =>
  method === 'POST' && url.includes('/import');
