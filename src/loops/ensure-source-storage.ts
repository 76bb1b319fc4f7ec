import type { LoopConfig } from '../contracts/loop-config';
import type { LabelStudio } from '../label-studio/port';
import { ConfigurationInvalid } from './configuration-invalid';

/** The object store as Label Studio and browsers reach it, with static keys to sign with. */
export interface SigningStore {
  endpoint: string;
  publicEndpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** From when a page with the image is opened; Label Studio signs anew each time. */
const PRESIGN_MINUTES = 60;

/**
 * Attaches the loop's source to its training project where `annotation.images` is `storage`, so that Label Studio signs
 * images when somebody looks at them. It is never synced. @throws ConfigurationInvalid without static keys
 */
export async function ensureSourceStorage(
  labelStudio: Pick<LabelStudio, 'ensureSourceStorage'>,
  storage: SigningStore | null,
  { annotation, name, source }: LoopConfig,
  trainingProject: number,
  signal?: AbortSignal,
): Promise<void> {
  if (annotation.images !== 'storage' || annotation.blind) return;
  if (storage === null) {
    throw new ConfigurationInvalid(
      'annotation.images: storage needs keys that Label Studio can keep: set LABEL_STUDIO_S3_ACCESS_KEY_ID and LABEL_STUDIO_S3_SECRET_ACCESS_KEY, or use images: link',
    );
  }
  const settings = { ...storage, bucket: source.bucket, title: `annoloop ${name}`, presignMinutes: PRESIGN_MINUTES };
  await labelStudio.ensureSourceStorage(trainingProject, settings, signal ? { signal } : {});
}
