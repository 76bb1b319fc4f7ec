import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, type S3Client } from '@aws-sdk/client-s3';
import { destination } from '../../activities/data/filing/destination';
import type { Dependencies } from '../../activities/dependencies';
import type { ObjectLocation } from '../../src/contracts/artifact';
import type { LoopConfig } from '../../src/contracts/loop-config';
import type { DrawRow, FilingRow, LabelRow } from '../../src/contracts/rows';
import { openWhole } from '../../src/media/open-image';
import type { Place } from '../../src/media/round-images';
import type { ObjectStore } from '../../src/object-store/port';
import { createS3Client } from '../../src/object-store/s3-client';
import { dyingAfter } from '../activities/support/dying-store';
import { claimedRound, truthOf } from '../activities/support/staged-round';
import { realSettings } from '../object-store/real-store';
import { loopConfig } from '../rounds/loop-fixture';
import { produce } from '../rounds/play';
import { bytesOf, type Picture, pictures, tagsOf } from '../rounds/production';
import { type Bench, makeLoop, type TestLoop } from '../rounds/test-loop';

const MIB = 1_048_576;
/** Copies above this go in parts, of the least size that S3 takes. */
export const IN_PARTS = { thresholdBytes: 5 * MIB, partBytes: 5 * MIB };

/** A loop whose images wait for its first round. */
export interface PreparedLoop {
  loop: TestLoop;
  all: Picture[];
  /** The key of an image that is too large for one request. */
  large: string;
}

/** As an administrator, `apply` and production make it. The round draws every image. */
export async function prepareLoop(admin: Bench, mode: LoopConfig['filing']['mode']): Promise<PreparedLoop> {
  const config = loopConfig((changed) => {
    changed.filing.mode = mode;
    if (mode === 'in-place') changed.filing.bucket = changed.source.bucket;
    changed.draws = changed.draws
      .filter(({ name }) => name !== 'low-confidence')
      .map((draw) => (draw.name === 'flagged' ? { ...draw, name: 'rest', strategy: 'all' } : draw));
  });
  const loop = await makeLoop(admin, config);
  const all = pictures(6);
  const [first] = all;
  if (!first) throw new Error('there are no pictures');
  await produce(admin, loop, all.slice(1));
  const large = config.source.prefix + first.key;
  const content = Buffer.concat([bytesOf(first), Buffer.alloc(11 * MIB, 'x')]);
  await admin.store.put({ bucket: config.source.bucket, key: large }, content, { tags: tagsOf(first) });
  await produce(admin, loop, []);
  return { loop, all, large };
}

/** The first thing of a round's work that the store did not let it do. */
export interface Stopped {
  at: string;
  said: string;
}

/**
 * Does everything that rounds ask of object storage, by the real steps on a worker's dependencies; null where all of it worked.
 * @param deps of a worker whose copies go `IN_PARTS`
 */
export async function workThrough(
  admin: Bench,
  { loop, all, large }: PreparedLoop,
  deps: Dependencies,
): Promise<Stopped | null> {
  const { store } = deps;
  const { source, filing } = loop.config;
  const truth = truthOf(loop, all);
  let at = 'probing the store';
  try {
    await deps.checkStore(loop.config);
    at = 'claiming a window';
    const round = await claimedRound({ ...admin, dependencies: deps }, loop);
    at = 'taking the census';
    await round.census();
    at = 'drawing';
    const draw = await round.draw();
    expect(draw.rows).toHaveLength(all.length);
    at = 'showing an image at its source';
    await open(store, draw.rows[0]);

    at = 'resolving labels';
    const labels = await round.label(draw, truth);
    at = 'copying';
    // An attempt dies behind two copies and within one in parts, and a user flags an image that was copied: the next
    // attempt completes its tags and ends the copy that was begun.
    const dying = dyingAfter(store, 2);
    await toDie(round.with({ store: dying.store }).copy(draw, labels));
    await tag(admin.store, { bucket: source.bucket, key: dying.copied[0] ?? '' }, 'again');
    const begun = await beginInParts(loop.config, draw.rows, labels.rows, large);
    const part = await round.copy(draw, labels);
    expect(await uploadsOf(begun)).toEqual([]);
    const filed = await round.record(labels, part);
    expect(filed.rows.map(({ status }) => status)).toEqual(all.map(() => 'filed'));
    expect(filed.rows.find(({ fromKey }) => fromKey === large)?.toEtag).toMatch(/-3$/);
    at = 'deleting what was moved';
    // What is flagged before the deletion goes along.
    const [late] = filed.rows as [FilingRow];
    await tag(admin.store, { bucket: late.fromBucket, key: late.fromKey }, 'late');
    await round.remove(filed);
    const { flagged } = await admin.store.getTags({ bucket: late.toBucket, key: late.toKey });
    expect(flagged).toBe(filing.mode === 'copy' ? undefined : 'late');
    at = 'showing an image where it was filed';
    const [one] = filed.rows;
    await open(store, one && { bucket: one.toBucket, key: one.toKey, etag: one.toEtag, size: one.size });

    at = 'copying what was answered otherwise';
    const other = (item: { key: string }) => (truth(item) === 'Bread' ? 'Noodles/Pasta' : 'Bread');
    const amended = await round.label(draw, other, { version: 1, filing: filed.filing });
    const again = await round.record(amended, await round.copy(draw, amended, filed.filing));
    expect(again.rows.map(({ status }) => status)).toEqual(all.map(() => 'filed'));
    at = 'deleting the former copies';
    await round.remove(again);

    at = 'giving up a copy in parts';
    const last = again.rows.find(({ fromEtag }) => fromEtag.endsWith('-3'));
    await failInParts(store, { bucket: filing.bucket, key: last?.toKey ?? '' }, last?.toEtag ?? '');
    expect(await countOf(admin.store, filing.bucket)).toBe(all.length);
    expect(await countOf(admin.store, source.bucket)).toBe(filing.mode === 'move' ? 0 : all.length);
    return null;
  } catch (error) {
    return { at, said: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

async function toDie(attempt: Promise<unknown>): Promise<void> {
  const ended = await attempt.then(
    () => new Error('nobody died'),
    (error: Error) => error,
  );
  if (ended.message !== 'the worker died') throw ended;
}

async function open(store: ObjectStore, place: Place | undefined): Promise<void> {
  const image = place && (await openWhole(store, place, new AbortController().signal));
  if (!image) throw new Error(`the image at ${place?.key} does not open`);
  await image.bytes.return(undefined);
}

async function tag(store: ObjectStore, at: ObjectLocation, flagged: string): Promise<void> {
  await store.putTags(at, { ...(await store.getTags(at)), flagged });
}

/** What an attempt leaves that dies within the copy of the image at `key`; says where. */
async function beginInParts(
  config: LoopConfig,
  drawn: readonly DrawRow[],
  labels: readonly LabelRow[],
  key: string,
): Promise<ObjectLocation> {
  const item = drawn.find((row) => row.key === key);
  const classId = labels.find(({ itemId }) => itemId === item?.itemId)?.classId ?? null;
  if (!item || classId === null) throw new Error(`${key} was not drawn and labelled`);
  const to = destination(config, { ...item, folder: item.purpose }, classId);
  await withClient((client) => client.send(new CreateMultipartUploadCommand({ Bucket: to.bucket, Key: to.key })));
  expect(await uploadsOf(to)).toHaveLength(1);
  return to;
}

const uploadsOf = ({ bucket, key }: ObjectLocation): Promise<object[]> =>
  withClient(async (client) => {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }));
    return Uploads;
  });

async function withClient<T>(work: (client: S3Client) => Promise<T>): Promise<T> {
  const client = createS3Client(realSettings());
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

/** A copy whose last part does not exist: what was copied so far must not stay. */
async function failInParts(store: ObjectStore, from: ObjectLocation, ifMatch: string): Promise<void> {
  const to = { bucket: from.bucket, key: 'never.png' };
  const copied = store.copy({ from, to, ifMatch, size: 30 * MIB, tags: {} });
  await expect(copied).rejects.toMatchObject({ operation: 'copy', name: expect.not.stringMatching('Credentials') });
  expect(await uploadsOf(to)).toEqual([]);
}

async function countOf(store: ObjectStore, bucket: string): Promise<number> {
  let count = 0;
  for await (const page of store.list({ bucket, key: '' })) count += page.length;
  return count;
}
