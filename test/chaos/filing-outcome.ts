import type { ObjectLocation } from '../../src/contracts/artifact';
import type { DrawRow, FilingRow } from '../../src/contracts/rows';
import { classFolder } from '../../src/domain/class-folder';
import type { BucketState } from '../faults/bucket-state';
import { destinationOf } from '../faults/filed-cases';
import { kindOf } from '../faults/kind-of-request';
import type { Line, PassedRequest } from '../faults/line';
import { AGAIN_TAGS, FLAGGED_TAGS, type Meddling, NEWER, NEWER_TAGS, OTHERS, THEIR_TAGS } from '../faults/meddling';
import { type StagedFiling, sha256, TAGS } from '../faults/staged-filing';
import type { TestLoop } from '../rounds/test-loop';
import { type Act, ofObject } from './disturbed-filing';
import type { Kind } from './filing-plan';

interface Ended {
  loop: TestLoop;
  staged: StagedFiling;
  name: string;
  kind: Kind;
  /** What the buckets hold: the source's, then the filing's where that is another one. */
  states: readonly BucketState[];
  /** The newest version of the ledger's filing. */
  rows: readonly FilingRow[];
  acts: readonly Act[];
  lines: readonly Line[];
}

/** What must be true of an object in whose filing somebody else had a hand, whatever he did and whenever. */
export function expectNothingMistaken(ended: Ended, object: number): void {
  const { loop, staged, name, states, rows, acts } = ended;
  const item = staged.items[object] as DrawRow;
  const own = acts.filter((act) => act.object === object);
  const row = rows.find(({ itemId }) => itemId === item.itemId);
  const first = destinationOf(loop, staged, object, 1);
  const [produced, dataset = produced] = states as [BucketState, BucketState?];
  const did = (what: Meddling): boolean => own.some((act) => act.what === what);
  const source = produced.objects[item.key] ?? null;
  const there = dataset.objects[first.key] ?? null;
  const filed = row?.status === 'filed' ? (dataset.objects[row.toKey] ?? null) : null;
  const isMoved = loop.config.filing.mode !== 'copy';
  const toFirst = own.filter(({ what }) => what.includes('destination'));
  const facts: Record<string, boolean> = {};

  // Who produces has his last word on the source.
  const lastWord = own.filter(({ what }) => /overwritten|same bytes$|deleted/.test(what)).at(-1)?.what;
  if (lastWord === 'the source is overwritten') {
    facts['the newer version stands'] = source?.sha256 === sha256(NEWER);
  } else if (lastWord === 'the source is deleted') {
    facts['what was deleted stays so'] = source === null;
  } else {
    facts['at the source is the item or nothing'] = source === null || source.sha256 === item.contentSha256;
    facts['what is only copied stays'] = isMoved || source !== null;
    // Unless its copy was taken away, by whoever overwrote it after our last look at it.
    const isTaken = toFirst.some((act) => isUnseen(ended, object, item, first, act));
    facts['what is not filed stays'] = row?.status === 'filed' || source !== null || isTaken;
  }
  const tagged = own.filter(({ what }) => what.startsWith('the source')).at(-1)?.what;
  if (source && tagged === 'the source is overwritten') facts['with its tags'] = equal(source.tags, NEWER_TAGS);
  if (source && tagged === 'the source is tagged') facts['with its new tags'] = equal(source.tags, FLAGGED_TAGS);

  // The ledger says where the item lies, and says otherwise only because of somebody.
  const statusOk: Record<string, boolean> = {
    filed: true,
    gone: did('the source is deleted'),
    superseded:
      did('the source is overwritten') || (staged.versions() > 1 && toFirst.length > 0) || reuploadIsAnother(own, item),
    conflict: did('something else appears at the destination'),
  };
  facts[`it is ${row?.status} for a reason`] = statusOk[row?.status ?? 'without a row'] === true;
  const isTheirs = row?.toKey === first.key && toFirst.length > 0;
  if (row?.status === 'filed' && !isTheirs) {
    facts['what is said to be filed is'] = filed?.sha256 === item.contentSha256 && filed.etag === row.toEtag;
    const { item: id, label, predicted_class: predicted } = filed?.tags ?? {};
    facts['it has its tags'] = id === item.itemId && label === classFolder(row.classId);
    facts['it has no newer version’s tags'] =
      [TAGS.predicted_class, AGAIN_TAGS.predicted_class].includes(predicted ?? '') || toFirst.length > 0;
  }

  // Nobody else's object was overwritten, but in the gap that is named.
  const others = toFirst.at(-1);
  if (others?.what === 'something else appears at the destination') {
    const isInGap = ended.kind.copies === 'whole' && ['GET tags of source', 'PUT destination'].includes(others.before);
    // Tags have no version: ours may get onto what was put there in the moment after our look, beside his.
    const stands = there?.sha256 === sha256(OTHERS) && there.tags.theirs === THEIR_TAGS.theirs;
    const isKept = dataset.versions?.includes(`${first.key} old`) ?? true;
    facts['what somebody else put there stands'] = stands || (isInGap && isKept);
  }
  facts['nothing is lost'] =
    [source, filed, there].some((object) => object?.sha256 === item.contentSha256) ||
    ['the source is overwritten', 'the source is deleted'].some((what) => did(what as Meddling)) ||
    toFirst.some((act) => isUnseen(ended, object, item, first, act));
  if (isMoved && own.length > 0 && own.every(({ what }) => what === 'the source is tagged')) {
    facts['tags that were read before the deletion went along'] =
      !isReadBeforeDeletion(ended, object, item, first, own[0] as Act) || filed?.tags.flagged === 'true';
  }

  const meant = new Set([item.key, ...(toFirst.length > 0 ? [first.key] : []), ...(filed ? [row?.toKey] : [])]);
  const keys = states.flatMap(({ objects }) => Object.keys(objects)).filter((key) => isOf(name, object, key));
  facts['no stray'] = keys.every((key) => meant.has(key));

  const untrue = Object.keys(facts).filter((fact) => !facts[fact]);
  const told = {
    acts: own,
    row,
    keys,
    source,
    there,
    requests: untrue.length > 0 ? log(ended, object, item, first) : [],
  };
  expect({ ...ended.kind, name, object, untrue, ...(untrue.length > 0 && told) }).toEqual({
    ...ended.kind,
    name,
    object,
    untrue: [],
  });
}

const isOf = (name: string, object: number, key: string): boolean =>
  ofObject(name, object)({ method: '', url: key, headers: {} });

const equal = (a: Record<string, string>, b: Record<string, string>): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/** An object that came in parts has another ETag than the same bytes in one: uploaded so, they are another version. */
const reuploadIsAnother = (own: readonly Act[], { etag }: DrawRow): boolean =>
  etag.includes('-') && own.some(({ what }) => what === 'the source is uploaded again with the same bytes');

type Passed = PassedRequest & { at: number; status: number };

/** The requests of an object that were answered, on all lines, in order. */
function requestsOf({ lines, name }: Ended, object: number): Passed[] {
  return lines.flatMap(({ passed }) => passed.filter(ofObject(name, object))).sort((one, other) => one.at - other.at);
}

const log = (ended: Ended, object: number, item: ObjectLocation, to: ObjectLocation): string[] =>
  requestsOf(ended, object).map(
    (request) => `${Math.round(request.at)} ${kindOf(request, { item, to })} ${request.status}`,
  );

/** Requests between an act and the deletion of the source, or null where nothing of ours deleted it after the act. */
function beforeDeletion(ended: Ended, object: number, item: ObjectLocation, to: ObjectLocation, act: Act) {
  const after = requestsOf(ended, object)
    .filter(({ at }) => at > act.at)
    .map((request) => ({ kind: kindOf(request, { item, to }), status: request.status }));
  const deletion = after.findIndex(({ kind, status }) => kind === 'DELETE source' && status === 204);
  return deletion < 0 ? null : after.slice(0, deletion).map(({ kind }) => kind);
}

/** Who overwrites a copy after our last look at it, or later, overwrites a filed image. */
function isUnseen(ended: Ended, object: number, item: ObjectLocation, to: ObjectLocation, act: Act): boolean {
  const between = beforeDeletion(ended, object, item, to, act);
  return between === null || !between.includes('HEAD destination');
}

function isReadBeforeDeletion(
  ended: Ended,
  object: number,
  item: ObjectLocation,
  to: ObjectLocation,
  act: Act,
): boolean {
  return beforeDeletion(ended, object, item, to, act)?.includes('GET tags of source') ?? false;
}
