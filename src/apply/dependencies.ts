import type { Client } from '@temporalio/client';
import type { ConfigRef } from '../contracts/artifact';
import type { LoopConfig } from '../contracts/loop-config';
import type { LabelStudio } from '../label-studio/port';
import type { Ledger } from '../ledger/port';
import type { SigningStore } from '../loops/ensure-source-storage';
import type { ObjectStore } from '../object-store/port';

/** What `apply` works with. Nothing here was contacted yet: that the three systems answer is the first thing it checks. */
export interface ApplyDependencies {
  /** @throws when Temporal does not answer; the message says what to do */
  connectTemporal(): Promise<Client>;
  store: ObjectStore;
  labelStudio: LabelStudio;
  ledgerAt(bucket: string, prefix: string): Ledger;
  /** Another loop by its stored configuration. @throws ConfigurationInvalid */
  openLoop(ref: ConfigRef): Promise<{ config: LoopConfig }>;
  /** Address of the public listener, as Label Studio reaches it. */
  serverUrl: string;
  /** What Label Studio's hooks for this loop must carry, as a header. */
  hookHeaders(loop: string): Record<string, string>;
  /** Whether `S3_PUBLIC_ENDPOINT` is set: presigned URLs are made for it. */
  hasPublicEndpoint: boolean;
  /** What Label Studio signs images with itself (`images: storage`); null where the store's keys are not static. */
  storage: SigningStore | null;
  /** Whether `ANNOLOOP_TRAINER_SECRET` is set, which requests to a trainer behind HTTP are signed with. */
  hasTrainerSecret: boolean;
}
