import { createHash } from 'node:crypto';
import type { LoopConfig } from '../contracts/loop-config';
import { canonicalJson } from '../domain/canonical-json';

/**
 * What is stored as `config/DIGEST.json`: the canonical JSON of a configuration and its SHA-256 in hex. Files that say
 * the same have the same digest, whatever their comments, order of keys or spelling of durations.
 */
export function configDocument(config: LoopConfig): { json: string; sha256: string } {
  const json = canonicalJson(config);
  return { json, sha256: createHash('sha256').update(json).digest('hex') };
}
