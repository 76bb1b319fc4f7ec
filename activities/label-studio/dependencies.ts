import type { Dependencies } from '../dependencies';

/** What the activities that call Label Studio use of all that there is. */
export type LabelStudioDependencies = Pick<
  Dependencies,
  'labelStudio' | 'openLoop' | 'store' | 'mediaLink' | 'storage' | 'redact' | 'now'
>;
