import type { StackPorts } from '../ports';
import type { UnprivilegedUser } from '../privileges';
import type { StackSecrets } from '../secrets';

/** What a part of the stack is made from. */
export interface PartSetting {
  executable: string;
  ports: StackPorts;
  secrets: StackSecrets;
  /** The part's own folder below the data folder; exists and belongs to `user`. */
  folder: string;
  user: UnprivilegedUser | null;
  /** The few variables that any process needs, such as PATH and LANG. */
  baseEnvironment: Record<string, string>;
}
