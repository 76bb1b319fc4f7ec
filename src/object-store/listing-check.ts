import type { ListObjectsV2Output } from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import { RequestRefused, StoreUnavailable } from './errors';
import { place } from './s3-client';

/** Empty pages in a row that a store may send while it looks for the next key. */
const MOST_EMPTY = 1000;

const ADVICE = 'look at the store, and at what stands in front of it';

/**
 * Takes the pages of one listing as they come and refuses those by which it would be a listing of something else: a census
 * misses what a cut page lacks, and has twice what a page repeats.
 * @throws StoreUnavailable for a page that is cut or was there before, RequestRefused for a listing that goes in a circle
 */
export function listingCheck(from: ObjectLocation): (page: ListObjectsV2Output) => void {
  const refuseCircle = refusingCircles('list', from);
  let before = new Set<string>();
  let empty = 0;
  const at = { operation: 'list', location: place(from), code: null };
  const unavailable = (what: string): StoreUnavailable => new StoreUnavailable(at, what, ADVICE, null);

  return ({ Contents = [], KeyCount, IsTruncated, NextContinuationToken: next }) => {
    if (KeyCount !== undefined && KeyCount !== Contents.length) {
      throw unavailable(`a page of the listing says that it has ${KeyCount} keys, and has ${Contents.length}`);
    }
    const again = Contents.find(({ Key = '' }) => before.has(Key));
    if (again) throw unavailable(`a page of the listing repeats '${again.Key?.slice(0, 100)}' of the page before`);
    before = new Set(Contents.map(({ Key = '' }) => Key));
    if (!IsTruncated) return;
    if (next === undefined) throw unavailable('a page of the listing says that there is more, and not where');
    empty = Contents.length === 0 ? empty + 1 : 0;
    if (empty > MOST_EMPTY) throw endless('list', from);
    refuseCircle(next);
  };
}

/** Takes what each next page of a listing is asked for by. @throws RequestRefused where one was asked for by the same before */
export function refusingCircles(operation: string, from: ObjectLocation): (next: unknown) => void {
  const asked = new Set<string>();
  return (next) => {
    const mark = JSON.stringify(next);
    if (asked.has(mark)) throw endless(operation, from);
    asked.add(mark);
  };
}

const endless = (operation: string, from: ObjectLocation): RequestRefused =>
  new RequestRefused(
    { operation, location: place(from), code: null },
    'the listing has no end: behind a page the store gives an earlier one again',
    ADVICE,
  );
