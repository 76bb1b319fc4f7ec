import { userInfo } from 'node:os';

/** Who decides or intervenes, where `--by` does not say: the user of the operating system. */
export function operatorName(by: string | undefined): string {
  return by ?? process.env.USER ?? userInfo().username;
}
