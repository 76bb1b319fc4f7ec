import { createHash } from 'node:crypto';
import { storedLoopConfigSchema } from '../config/stored-loop-config';
import type { ConfigRef } from '../contracts/artifact';
import type { LoopConfig } from '../contracts/loop-config';
import type { Ledger } from '../ledger/port';
import type { ObjectStore } from '../object-store/port';
import { readWhole } from '../object-store/read-whole';
import { ConfigurationInvalid } from './configuration-invalid';

/** A loop as stored: the configuration to run it with, and its ledger. */
export interface OpenLoop {
  config: LoopConfig;
  ledger: Ledger;
}

/** Configurations never change under their digest, so each is read once; a worker sees few. */
export function createLoopOpener(deps: {
  store: ObjectStore;
  ledgerAt(bucket: string, prefix: string): Ledger;
}): (ref: ConfigRef) => Promise<OpenLoop> {
  const known = new Map<string, Promise<OpenLoop>>();
  return (ref) => {
    const id = `${ref.bucket}/${ref.key}/${ref.sha256}`;
    const opened = known.get(id) ?? open(deps, ref);
    known.set(id, opened);
    opened.catch(() => known.delete(id));
    return opened;
  };
}

async function open({ store, ledgerAt }: Parameters<typeof createLoopOpener>[0], ref: ConfigRef): Promise<OpenLoop> {
  const config = parse(await readConfig(store, ref), ref);
  return { config, ledger: ledgerAt(config.ledger.bucket, config.ledger.prefix) };
}

async function readConfig(store: ObjectStore, ref: ConfigRef): Promise<Buffer> {
  const bytes = await readWhole(store, ref);
  if (!bytes) throw new ConfigurationInvalid(`${nameOf(ref)} is gone from the ledger`);
  if (createHash('sha256').update(bytes).digest('hex') !== ref.sha256) {
    throw new ConfigurationInvalid(`${nameOf(ref)} is not what was applied: its bytes do not match its digest`);
  }
  return bytes;
}

function parse(bytes: Buffer, ref: ConfigRef): LoopConfig {
  const parsed = storedLoopConfigSchema.safeParse(JSON.parse(bytes.toString('utf8')));
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new ConfigurationInvalid(
    `${nameOf(ref)} does not fit this version of Annoloop (${first?.path.join('.')}: ${first?.message}); apply the loop file again`,
  );
}

const nameOf = ({ bucket, key }: ConfigRef): string => `the configuration at ${bucket}/${key}`;
