import { ObjectStoreError } from '../errors';
import type { ObjectStore } from '../port';
import type { Finding } from './behaviours';
import { probeConditionalPut } from './conditional-put';
import { probeCopies } from './copies';
import { probeDeletes } from './deletes';
import { probeListings } from './listings';
import { type ProbePlace, probePlace, removeLeftovers } from './probe-place';
import { probeReads } from './reads';
import { probeTags } from './tags';

/** Each has objects of its own, so they need not wait for one another. */
const PROBES: readonly ((place: ProbePlace) => Promise<Finding[]>)[] = [
  probeConditionalPut,
  probeReads,
  probeTags,
  probeCopies,
  probeDeletes,
  probeListings,
];

/**
 * Finds out what a store does that not every S3 server does, by some forty requests on small objects of its own below the
 * ledger's `probes/`, which are gone afterwards. No finding: all is as Annoloop wants it.
 *
 * @throws an `ObjectStoreError` where the store could not be asked: unreachable, credentials refused, bucket missing
 */
export async function probeStore(store: ObjectStore, ledger: { bucket: string; prefix: string }): Promise<Finding[]> {
  const clock = await probeClock(store, ledger.bucket);
  const place = probePlace(store, ledger);
  const findings = clock.now ? [] : [clock.finding];
  const probes = await Promise.allSettled(PROBES.map((probe) => probe(place)));
  // Whatever cannot be removed now, a later probe removes.
  await place.removeAll().catch(() => undefined);
  for (const probe of probes) {
    if (probe.status === 'rejected') throw probe.reason;
    findings.push(...probe.value);
  }
  if (clock.now) await removeLeftovers(store, ledger, clock.now).catch(() => undefined);
  return findings;
}

async function probeClock(
  store: ObjectStore,
  bucket: string,
): Promise<{ now: Date } | { now: null; finding: Finding }> {
  try {
    return { now: await store.now(bucket) };
  } catch (error) {
    if (!(error instanceof ObjectStoreError) || error.code !== 'NoDateHeader') throw error;
    return { now: null, finding: { behaviour: 'clock', happened: 'there is none, or it cannot be read' } };
  }
}
