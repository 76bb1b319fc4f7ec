import type { LoopConfig } from '../../src/contracts/loop-config';
import { CAPTURED_AT } from '../rounds/production';

/** Fields whose values servers and clocks give, by name; what they mean is kept where another field says it. */
const GIVEN = new Set([
  'taskId',
  'projectId',
  'annotationId',
  'leadTimeSeconds',
  'image',
  'task',
  'link',
  'training',
  'project',
  'evaluation',
]);

const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})/g;
const TAGGED_AT = Date.parse(CAPTURED_AT);
const DIGEST = /\b[0-9a-f]{64}\b/g;

/**
 * A value in which two runs of one loop can be compared: the names of the loop (and so of its rounds) and of its project, instants, digests of
 * artifacts that hold instants, and ids that Label Studio gives are each replaced by one word. What was tagged with a
 * time at its upload keeps it, and so do the digests of images.
 * @param images SHA-256 of every image
 */
export function normalised<T>(
  value: T,
  { name: loop, annotation: { project } }: LoopConfig,
  images: ReadonlySet<string>,
): T {
  const text = (given: string): string =>
    given
      .replaceAll(loop, 'LOOP')
      .replaceAll(project, 'PROJECT')
      .replace(INSTANT, (instant) => (Date.parse(instant) === TAGGED_AT ? instant : 'INSTANT'))
      .replace(DIGEST, (digest) => (images.has(digest) ? digest : 'DIGEST'));
  const of = (given: unknown): unknown => {
    if (typeof given === 'string') return text(given);
    if (Array.isArray(given)) return given.map(of);
    if (typeof given !== 'object' || given === null) return given;
    const entries = Object.entries(given).map(([name, inner]) => [
      text(name),
      isGiven(name, inner) ? 'GIVEN' : of(inner),
    ]);
    return withEvery(entries as [string, unknown][]);
  };
  return of(value) as T;
}

/** An object of these entries; of several that have one name by now, as two datasets under their digests, none is lost. */
function withEvery(entries: readonly [string, unknown][]): Record<string, unknown> {
  const named = new Map<string, unknown[]>();
  for (const [name, value] of entries) named.set(name, [...(named.get(name) ?? []), value]);
  const one = ([name, values]: [string, unknown[]]): [string, unknown] =>
    values.length === 1
      ? [name, values[0]]
      : [name, values.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))];
  return Object.fromEntries([...named].map(one));
}

const isGiven = (name: string, value: unknown): boolean =>
  GIVEN.has(name) && (typeof value === 'number' || (typeof value === 'string' && value.startsWith('http')));
