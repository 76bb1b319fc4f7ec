import { GetObjectTaggingCommand, PutObjectTaggingCommand, type S3Client } from '@aws-sdk/client-s3';
import { inParallel } from '../in-parallel';
import { randomOf } from '../random';
import type { Truth } from './truth-book';

/** What one user did about one prediction, some time after the upload. */
export interface Reaction {
  key: string;
  tags: { flagged: 'true' } | { corrected_class: string };
  /** After the round's window has closed: the next round finds it. */
  late: boolean;
}

const FLAGGED = 24;
const CORRECTED = 16;
const LATE_OF_EACH = 4;
/** Users who complain although the model was right. */
const GROUNDLESS = 2;

/** Which users of a round complain: mostly those whom the model was wrong about. The same for the same seed. */
export function reactionsOf(traffic: readonly Truth[], classes: readonly string[], seed: string): Reaction[] {
  const round = traffic[0]?.round ?? 0;
  const random = randomOf(`${seed}/users/${round}`);
  const wrong = random.shuffle(traffic.filter((shot) => shot.predicted !== shot.className));
  const right = random.shuffle(traffic.filter((shot) => shot.predicted === shot.className));
  const flagged = [...wrong.slice(0, FLAGGED - GROUNDLESS), ...right.slice(0, GROUNDLESS)];
  const corrected = wrong.slice(FLAGGED - GROUNDLESS, FLAGGED - GROUNDLESS + CORRECTED);
  return [
    ...flagged.map((shot, i): Reaction => ({ key: shot.key, tags: { flagged: 'true' }, late: i < LATE_OF_EACH })),
    ...corrected.map((shot, i): Reaction => {
      // One in sixteen corrects to something wrong: users are no annotators.
      const name = i === CORRECTED - 1 ? random.pick(classes) : shot.className;
      return { key: shot.key, tags: { corrected_class: name }, late: i < LATE_OF_EACH };
    }),
  ];
}

/**
 * Adds the users' tags to those that are there; LastModified stays. An object that the loop has moved meanwhile is
 * passed over, as a service would. Returns how many were tagged.
 */
export async function react(s3: S3Client, bucket: string, reactions: readonly Reaction[]): Promise<number> {
  const done = await inParallel(reactions, 8, async ({ key, tags }) => {
    try {
      const before = await s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }));
      const kept = (before.TagSet ?? []).filter((tag) => tag.Key === undefined || !(tag.Key in tags));
      const added = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await s3.send(
        new PutObjectTaggingCommand({ Bucket: bucket, Key: key, Tagging: { TagSet: [...kept, ...added] } }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return false;
      throw error;
    }
  });
  return done.filter(Boolean).length;
}
