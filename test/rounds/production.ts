import { createHash } from 'node:crypto';
import type { LoopConfig } from '../../src/contracts/loop-config';
import type { ObjectStore } from '../../src/object-store/port';

/** One image as production writes it, and the truth that people will tell of it. */
export interface Picture {
  key: string;
  predicted: string;
  truth: string;
  confidence: number;
  flagged?: boolean;
  corrected?: string;
  model?: string;
}

/** When production says that it took every picture. */
export const CAPTURED_AT = '2026-11-20T12:00:00Z';

/** Bytes that no other picture has; enough of a PNG to be served as one. */
export const bytesOf = (picture: Pick<Picture, 'key'>): Buffer =>
  Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), createHash('sha512').update(picture.key).digest()]);

export function tagsOf({ predicted, confidence, flagged, corrected, model }: Picture): Record<string, string> {
  return {
    predicted_class: predicted,
    confidence: String(confidence),
    timestamp: CAPTURED_AT,
    model_version: model ?? 'm1',
    ...(flagged && { flagged: 'true' }),
    ...(corrected !== undefined && { corrected_class: corrected }),
  };
}

export async function upload(store: ObjectStore, { source }: LoopConfig, pictures: readonly Picture[]): Promise<void> {
  await Promise.all(
    pictures.map((picture) =>
      store.put({ bucket: source.bucket, key: source.prefix + picture.key }, bytesOf(picture), {
        contentType: 'image/png',
        tags: tagsOf(picture),
      }),
    ),
  );
}

/** `count` pictures, every third one predicted wrongly, every fourth with low confidence, two flagged. */
export function pictures(count: number, folder = 'day1'): Picture[] {
  return Array.from({ length: count }, (_, index) => {
    const truth = index % 2 === 0 ? 'Bread' : 'Noodles/Pasta';
    const other = index % 2 === 0 ? 'Noodles/Pasta' : 'Bread';
    return {
      key: `${folder}/IMG ${index}.png`,
      truth,
      predicted: index % 3 === 0 ? other : truth,
      confidence: index % 4 === 0 ? 0.4 : 0.9,
      flagged: index < 2,
    };
  });
}
