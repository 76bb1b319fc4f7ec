import type { Dispatcher } from 'undici';
import type { ConfigRef } from '../src/contracts/artifact';
import type { RoundProposal } from '../src/contracts/retraining';
import type { LabelStudio } from '../src/label-studio/port';
import type { OpenLoop } from '../src/loops/open-loop';
import type { StoreCheck } from '../src/loops/store-check';
import type { ObjectStore } from '../src/object-store/port';
import type { Redact } from '../src/secrecy/redaction';

/** What activities ask of Temporal itself. */
interface Rounds {
  /** Rounds of a loop that still wait for people, without the one named. */
  countWaiting(loop: string, without: string): Promise<number>;
  /** Signal-with-start of the loop's gate; its workflow id. */
  propose(proposal: RoundProposal): Promise<string>;
}

/** Everything an activity may use; the worker's composition root makes it once. */
export interface Dependencies {
  store: ObjectStore;
  labelStudio: LabelStudio;
  /** Opens a loop by its stored configuration. @throws ArtifactCorrupt, ConfigurationInvalid */
  openLoop(ref: ConfigRef): Promise<OpenLoop>;
  /** What the loop's store lacks of what the loop relies on. */
  checkStore: StoreCheck;
  rounds: Rounds;
  /** The `link` of an item: `{ANNOLOOP_PUBLIC_URL}/media/TOKEN`. */
  mediaLink(round: string, itemId: string): string;
  /** Where a person opens a task in Label Studio; who is not signed in is asked to. */
  taskLink(project: number, task: number): string;
  /** What Label Studio needs to sign images itself in mode `storage`; null where the credentials are not static. */
  storage: {
    endpoint: string;
    publicEndpoint: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
  } | null;
  trainer: { secret: string | null; publicUrl: string; dispatcher?: Dispatcher };
  /** Takes secrets out of what an error says before it enters a history. */
  redact: Redact;
  now(): Date;
}
