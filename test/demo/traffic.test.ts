import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectTaggingCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { addressesFrom, s3ClientFor } from '../../examples/food11/addresses';
import type { Picture } from '../../examples/food11/images/picture';
import { openTruthBook, type Truth } from '../../examples/food11/traffic/truth-book';
import { trafficKey, trafficTags, uploadTraffic } from '../../examples/food11/traffic/upload';
import { react, reactionsOf } from '../../examples/food11/traffic/users';

const CLASSES = ['Bread', 'Noodles/Pasta'];
const prediction = (name: string, confidence: number) => ({ class: name, confidence, scores: {} });

const picture = (i: number, heldOut = false): Picture => ({
  bytes: Buffer.from(`picture ${i}`),
  extension: '.jpg',
  sha256: `${i}`.padStart(64, '0'),
  className: CLASSES[i % 2] as string,
  source: 'noto/bread',
  heldOut,
});

const shots = (count: number): Truth[] =>
  Array.from({ length: count }, (_, i) => ({
    sha256: `${i}`,
    round: 1,
    key: `k${i}`,
    className: 'Bread',
    source: 'noto/bread',
    heldOut: false,
    predicted: i % 2 === 0 ? 'Bread' : 'Noodles/Pasta',
    confidence: 0.5,
    modelVersion: 'm',
  }));

describe('an upload as production does it', () => {
  const at = new Date('2026-11-21T04:05:06.789Z');

  it('says in its tags when, what, how sure and by which model, with the class by its name', () => {
    expect(
      trafficTags({ at, prediction: prediction('Noodles/Pasta', 0.41237), modelVersion: 'm1', trainingAllowed: true }),
    ).toEqual({
      timestamp: '2026-11-21T04:05:06.789Z',
      predicted_class: 'Noodles/Pasta',
      confidence: '0.4124',
      model_version: 'm1',
      training_use: 'allowed',
    });
  });

  it('has a key of the day and a number, the same for the same seed', () => {
    expect(trafficKey(at, 'seed/1/2', '.jpg')).toMatch(/^2026\/11\/21\/IMG-\d{10}\.jpg$/);
    expect(trafficKey(at, 'seed/1/2', '.jpg')).toBe(trafficKey(at, 'seed/1/2', '.jpg'));
    expect(trafficKey(at, 'seed/1/3', '.jpg')).not.toBe(trafficKey(at, 'seed/1/2', '.jpg'));
  });
});

describe('users', () => {
  it('flag 24 and correct 16 pictures of a round, nearly all of which the model got wrong', () => {
    const traffic = shots(200);
    const reactions = reactionsOf(traffic, CLASSES, 'seed');
    const wrong = new Set(traffic.filter((shot) => shot.predicted !== shot.className).map((shot) => shot.key));
    expect(reactions.filter(({ tags }) => 'flagged' in tags)).toHaveLength(24);
    expect(reactions.filter(({ tags }) => 'corrected_class' in tags)).toHaveLength(16);
    expect(reactions.filter(({ key }) => wrong.has(key))).toHaveLength(38);
    expect(new Set(reactions.map(({ key }) => key)).size).toBe(40);
    expect(reactions.some(({ late }) => late)).toBe(true);
  });

  it('do the same for the same seed', () => {
    expect(reactionsOf(shots(200), CLASSES, 'seed')).toEqual(reactionsOf(shots(200), CLASSES, 'seed'));
    expect(reactionsOf(shots(200), CLASSES, 'seed')).not.toEqual(reactionsOf(shots(200), CLASSES, 'other'));
  });

  it('do no more than there are pictures', () => {
    expect(reactionsOf(shots(3), CLASSES, 'seed').length).toBeLessThanOrEqual(3);
  });
});

describe('traffic in the object store', () => {
  const s3 = s3ClientFor(addressesFrom(process.env));
  const bucket = `demo-traffic-${randomBytes(5).toString('hex')}`;
  const options = { s3, bucket, seed: 'willing users', round: 1, modelVersion: 'm1' };
  let truth: Truth[];

  const tagsOf = async (key: string): Promise<Record<string, string>> => {
    const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }));
    return Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value]));
  };

  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const pictures = [picture(0), picture(1, true), picture(2), picture(3)];
    truth = await uploadTraffic(
      pictures,
      pictures.map(() => prediction('Noodles/Pasta', 0.4)),
      options,
    );
  });
  afterAll(() => s3.destroy());

  it('carries its tags, of which none tells what the picture shows', async () => {
    const tags = await tagsOf(truth[0]?.key ?? '');
    expect(tags).toMatchObject({ predicted_class: 'Noodles/Pasta', model_version: 'm1', training_use: 'allowed' });
    expect(Object.keys(tags)).toHaveLength(5);
    expect(JSON.stringify([tags, truth[0]?.key])).not.toContain('Bread');
  });

  it('asks that held-out pictures be not trained on', async () => {
    expect(await tagsOf(truth[1]?.key ?? '')).toMatchObject({ training_use: 'refused' });
  });

  it('keeps its tags and its date when a user reacts, and passes over what is gone', async () => {
    const key = truth[2]?.key ?? '';
    const before = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    const reactions = [
      { key, tags: { flagged: 'true' as const }, late: false },
      { key, tags: { corrected_class: 'Noodles/Pasta' }, late: false },
      { key: 'gone.jpg', tags: { flagged: 'true' as const }, late: true },
    ];
    expect(await react(s3, bucket, reactions.slice(0, 1))).toBe(1);
    expect(await react(s3, bucket, reactions.slice(1))).toBe(1);
    expect(await tagsOf(key)).toMatchObject({
      predicted_class: 'Noodles/Pasta',
      flagged: 'true',
      corrected_class: 'Noodles/Pasta',
    });
    const after = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(after.Contents).toEqual(before.Contents);
  });
});

describe("the simulator's memory", () => {
  it('knows a picture by its content, also after it was closed and opened again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'annoloop-truth-'));
    const file = join(folder, 'truth.jsonl');
    await (await openTruthBook(file)).record(shots(3));
    const book = await openTruthBook(file);
    await rm(folder, { recursive: true });
    expect(book.find('1')).toEqual(shots(3)[1]);
    expect(book.find('x')).toBeNull();
    expect(book.ofRound(1)).toHaveLength(3);
    expect(book.ofRound(2)).toEqual([]);
  });
});
