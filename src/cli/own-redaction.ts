import { secretsIn } from '../config/secrets-in';
import { createRedaction, type Redact } from '../secrecy/redaction';

/** Cuts out the secrets of this process, as its environment has them by now: a running stack's are found late. */
export const ownRedaction = (): Redact => createRedaction(secretsIn(process.env));
