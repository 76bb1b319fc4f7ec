import type { S3Client } from '@aws-sdk/client-s3';
import type { PictureSource } from './images/picture';
import type { LabelStudioDesk } from './label-studio';
import type { LoopControl } from './loop-control';
import type { DemoNames } from './loop-file';
import type { Narrator } from './narrator';
import type { Predictor } from './traffic/predictor';
import type { TruthBook } from './traffic/truth-book';

/** All that the demo plays with. */
export interface DemoWorld {
  source: PictureSource;
  truth: TruthBook;
  predictor: Predictor;
  loop: LoopControl;
  desk: LabelStudioDesk;
  s3: S3Client;
  names: DemoNames;
  seed: string;
  human: boolean;
  tell: Narrator;
  /** Label Studio, as a browser reaches it. */
  labelStudio: string;
  /** For the command line's children. Holds secrets. */
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}
