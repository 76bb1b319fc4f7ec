import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { CONTENT_TYPES, type Picture } from '../images/picture';
import { inParallel } from '../in-parallel';
import { randomOf } from '../random';
import type { Prediction } from './predictor';
import type { Truth } from './truth-book';

/** Says whether the person whose photo it is lets it be used for training. The loop's training draws ask for `allowed`. */
export const TRAINING_USE = 'training_use';

/** Some of the others refuse too, so that the tag does not tell held-out pictures. */
const REFUSED_SHARE = 0.03;

/** Object tags as a production service writes them. A class NAME, with all its characters: '/' is legal in a tag. */
export function trafficTags(shot: {
  at: Date;
  prediction: Prediction;
  modelVersion: string;
  trainingAllowed: boolean;
}): Record<string, string> {
  return {
    timestamp: shot.at.toISOString(),
    predicted_class: shot.prediction.class,
    confidence: shot.prediction.confidence.toFixed(4),
    model_version: shot.modelVersion,
    [TRAINING_USE]: shot.trainingAllowed ? 'allowed' : 'refused',
  };
}

/** Key of one upload: the day and a camera-like name, of which nothing tells the class. */
export function trafficKey(at: Date, name: string, extension: string): string {
  const digits = Math.floor(randomOf(name).next() * 1e10);
  return `${at.toISOString().slice(0, 10).replaceAll('-', '/')}/IMG-${String(digits).padStart(10, '0')}${extension}`;
}

const encoded = (tags: Record<string, string>): string => new URLSearchParams(tags).toString();

export interface TrafficOptions {
  s3: S3Client;
  bucket: string;
  seed: string;
  round: number;
  modelVersion: string;
}

/** Uploads pictures with what the model said of them, as production does; returns what the simulator remembers. */
export async function uploadTraffic(
  pictures: readonly Picture[],
  predictions: readonly Prediction[],
  { s3, bucket, seed, round, modelVersion }: TrafficOptions,
): Promise<Truth[]> {
  const random = randomOf(`${seed}/upload/${round}`);
  const refused = pictures.map((picture) => picture.heldOut || random.next() < REFUSED_SHARE);
  return inParallel(pictures, 24, async (picture, i) => {
    const prediction = predictions[i];
    if (prediction === undefined) throw new Error(`no prediction for picture ${i} of round ${round}`);
    const at = new Date();
    const key = trafficKey(at, `${seed}/key/${round}/${i}`, picture.extension);
    const tags = trafficTags({ at, prediction, modelVersion, trainingAllowed: !refused[i] });
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: picture.bytes,
        ContentType: CONTENT_TYPES[picture.extension],
        Tagging: encoded(tags),
      }),
    );
    return {
      sha256: picture.sha256,
      round,
      key,
      className: picture.className,
      source: picture.source,
      heldOut: picture.heldOut,
      predicted: prediction.class,
      confidence: prediction.confidence,
      modelVersion,
    };
  });
}
