import type { Fault, FaultRule, PassedRequest } from '../faults/line';
import type { ThreeLoops } from './three-loops';

/** A request of a step: the worker is killed while it is under way. */
export interface Moment {
  /** What the worker was doing. */
  name: string;
  at: 'store' | 'people';
  rule: FaultRule;
}

/** The server has acted, and the worker that asked dies without hearing of it. */
const after: Fault = { kind: 'hold-reply' };
/** The worker dies before the server has heard of what it asks. */
const before: Fault = { kind: 'hold' };

/** Of requests that many are under way at once, all later ones are held too. */
const at = (
  name: string,
  where: Moment['at'],
  fault: Fault,
  matches: (request: PassedRequest) => boolean,
  skip = 0,
): Moment => ({
  name: `${fault.kind === 'hold' ? 'before' : 'after'} ${name}`,
  at: where,
  rule: { fault, matches, skip },
});

/** Moments within every step of the three loops, in about the order in which they come. */
export function momentsOf({ mover, copier, sorter }: ThreeLoops): Moment[] {
  const writes = (loop: { config: { ledger: { bucket: string } } }, file: RegExp) => (request: PassedRequest) =>
    request.method === 'PUT' && request.url.startsWith(`/${loop.config.ledger.bucket}/`) && file.test(request.url);
  const copies =
    (from: string, to: string) =>
    ({ method, url, headers }: PassedRequest) =>
      method === 'PUT' &&
      `/${headers['x-amz-copy-source'] ?? ''}`.replace('//', '/').startsWith(`/${from}/`) &&
      url.startsWith(`/${to}`);
  const deletes =
    (bucket: string) =>
    ({ method, url }: PassedRequest) =>
      method === 'DELETE' && url.startsWith(`/${bucket}/`);
  const posts =
    (path: RegExp) =>
    ({ method, url }: PassedRequest) =>
      method === 'POST' && path.test(url);
  const { source, filing } = mover.config;
  const inPlace = sorter.config.source.bucket;
  const copied = copier.config;

  return [
    at('the claim', 'store', after, writes(mover, /\/windows\//)),
    at('a part of the census', 'store', after, writes(mover, /\/census\/part/)),
    at("the census's index", 'store', before, writes(sorter, /\/census\.json/)),
    at('the draw', 'store', after, writes(mover, /\/draw\.parquet/)),
    at('the second project', 'people', after, posts(/^\/api\/projects\/?$/), 1),
    at('the first import', 'people', after, posts(/\/import/)),
    at('the fourth import', 'people', before, posts(/\/import/), 3),
    at('the record of tasks', 'store', after, writes(mover, /\/tasks\.parquet/)),
    at('the collected answers', 'store', after, writes(mover, /\/annotations\/v0001/)),
    at('the labels', 'store', before, writes(sorter, /\/labels\/v0001/)),
    at('the fourth copy', 'store', after, copies(source.bucket, filing.bucket), 3),
    at('the fifth copy in place', 'store', before, copies(inPlace, inPlace), 4),
    at('a part of the filing', 'store', after, writes(copier, /\/filing-parts\/v0001/)),
    at('the record of the filing', 'store', after, writes(mover, /\/filing\/v0001/)),
    at('the third deletion', 'store', after, deletes(source.bucket), 2),
    at('the fifth deletion in place', 'store', before, deletes(inPlace), 4),
    at('the estimate', 'store', after, writes(mover, /\/estimates\/v0001/)),
    at("the report's numbers", 'store', after, writes(copier, /\/reports\/v0001\.json/)),
    at("the report's page", 'store', before, writes(sorter, /\/reports\/v0001\.html/)),
    at("the gate's manifest", 'store', after, writes(mover, /\/manifest\.jsonl/)),
    at('a noisy copy', 'store', after, copies(copied.source.bucket, `${copied.filing.bucket}/noisy/`), 1),
    at('the record of the noisy filing', 'store', before, writes(copier, /\/noisy\/filing/)),
    at('the close of a round', 'store', after, writes(copier, /\/closed\.json/)),
    at('the record of the retraining', 'store', after, writes(mover, /\/retrainings\/0001/)),
    at('the edited answer', 'store', after, writes(mover, /\/annotations\/v0002/)),
    at('the copy of what was refiled', 'store', after, copies(filing.bucket, filing.bucket)),
    at('the deletion of the former copy', 'store', after, deletes(filing.bucket)),
    at("the second report's page", 'store', after, writes(mover, /\/reports\/v0002\.html/)),
  ];
}

/** Those that `npm test` has time for: of each kind of step at least one. */
export const MOMENTS_OF_NPM_TEST = [
  'after the claim',
  'after a part of the census',
  'after the draw',
  'after the second project',
  'after the first import',
  'after the collected answers',
  'after the fourth copy',
  'after the third deletion',
  "before the report's page",
  'before the record of the noisy filing',
  'after the record of the retraining',
  'after the deletion of the former copy',
  'after the close of a round',
];
