import type { ObjectLocation } from '../../src/contracts/artifact';
import type { PassedRequest } from './line';

/** What a request of a filing is about: `HEAD destination`, `GET tags of source`, `PUT part destination`, `PUT ledger`. */
export function kindOf(
  { method, url, headers }: PassedRequest,
  { item, to }: { item: ObjectLocation; to: ObjectLocation },
): string {
  const path = decodeURIComponent(url.split('?')[0] ?? '');
  const where = path.endsWith(item.key) ? 'source' : path.endsWith(to.key) ? 'destination' : 'ledger';
  const complete = method === 'POST' && url.includes('uploadId=') ? 'PUT' : method;
  const part = 'x-amz-copy-source' in headers && url.includes('partNumber') ? ' part' : '';
  return `${complete}${part}${url.includes('tagging') ? ' tags of' : ''} ${where}`;
}
