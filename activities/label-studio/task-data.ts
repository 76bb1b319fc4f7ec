import type { ClassRegistry } from '../../src/contracts/classes';
import type { LoopConfig, Purpose } from '../../src/contracts/loop-config';
import type { DrawRow } from '../../src/contracts/rows';
import { showsPrediction } from '../../src/domain/label-config';
import type { NewTask } from '../../src/label-studio/port';
import { ConfigurationInvalid } from '../../src/loops/configuration-invalid';
import type { LabelStudioDependencies } from './dependencies';

/** SigV4 signs for a week at most. */
const LONGEST_PRESIGNED_MS = 604_800_000;

/** What a header shows where there is nothing to show. */
const NONE = '—';

export interface TaskMaking {
  deps: Pick<LabelStudioDependencies, 'store' | 'mediaLink'>;
  config: LoopConfig;
  round: string;
  registry: ClassRegistry | null;
}

/**
 * The Label Studio task of an item. For people who must not know the prediction its data is image, item and round and the
 * image a `link`: a key such as `class_03/…` would give the prediction away. Else confidence comes as a number, so that
 * Label Studio sorts by it. @throws ConfigurationInvalid where a presigned URL would expire before the deadline
 */
export async function taskOf(making: TaskMaking, item: DrawRow, purpose: Purpose): Promise<NewTask> {
  const { deps, config, round, registry } = making;
  const own = { item: item.itemId, round };
  if (!showsPrediction(purpose, config.annotation.blind)) {
    return { data: { image: deps.mediaLink(round, item.itemId), ...own } };
  }
  const nameOf = (id: number | null): string => registry?.classes.find((entry) => entry.id === id)?.name ?? NONE;
  return {
    data: {
      image: await imageOf(making, item),
      ...own,
      confidence: item.confidence,
      predicted_class: nameOf(item.predictedClass),
      corrected_class: nameOf(item.correctedClass),
      model_version: item.modelVersion,
      captured_at: item.capturedAt,
      draw: item.draw,
    },
  };
}

async function imageOf({ deps, config, round }: TaskMaking, item: DrawRow): Promise<string> {
  const { images, until } = config.annotation;
  if (images === 'link') return deps.mediaLink(round, item.itemId);
  // Label Studio takes keys raw but cuts them at a '?'; such a one is presigned, for that reaches the same store.
  if (images === 'storage' && !item.key.includes('?')) return `s3://${item.bucket}/${item.key}`;
  if (images === 'presigned' && until.deadlineMs > LONGEST_PRESIGNED_MS) {
    throw new ConfigurationInvalid(
      'annotation.images: presigned needs a deadline of 7 days at most, for signed URLs live no longer: shorten annotation.until.deadline, or use images: link',
    );
  }
  // The deadline counts from the claim, which was before now.
  const expiresSeconds = Math.ceil(Math.min(until.deadlineMs, LONGEST_PRESIGNED_MS) / 1000);
  return deps.store.presignGet({ bucket: item.bucket, key: item.key }, expiresSeconds);
}
