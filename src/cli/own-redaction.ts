import { secretsIn } from '../config/secrets-in';
import { createRedaction, type Redact } from '../secrecy/redaction';

const API_KEY = '--api-key';

/** Cuts out the secrets of this process, as its environment has them by now (a running stack's are found late) and its arguments. */
export const ownRedaction = (args: readonly string[] = process.argv): Redact =>
  createRedaction([...secretsIn(process.env), ...apiKeysIn(args)]);

const apiKeysIn = (args: readonly string[]): string[] =>
  args.flatMap((arg, at) => {
    if (arg === API_KEY) return args[at + 1] ?? [];
    return arg.startsWith(`${API_KEY}=`) ? arg.slice(API_KEY.length + 1) : [];
  });
