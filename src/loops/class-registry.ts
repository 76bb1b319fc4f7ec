import { z } from 'zod';
import type { ArtifactRef } from '../contracts/artifact';
import type { ClassRegistry } from '../contracts/classes';
import type { ClassConfig } from '../contracts/loop-config';
import { evolveRegistry } from '../domain/class-registry';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { newestIn } from './round-history';

const registrySchema: z.ZodType<ClassRegistry> = z.object({
  version: z.number().int().positive(),
  classes: z.array(
    z.object({ id: z.number().int().min(0), name: z.string(), aliases: z.array(z.string()), retired: z.boolean() }),
  ),
});

export interface StoredRegistry {
  registry: ClassRegistry;
  ref: ArtifactRef;
}

/** The loop's newest class registry, or null before its first one. */
export async function currentRegistry(ledger: Ledger): Promise<StoredRegistry | null> {
  const ref = await newestIn(ledger, ledgerKeys.classesFolder);
  return ref && { registry: await ledger.readJson(ref, registrySchema), ref };
}

/** The loop's classes would make an id mean something else. */
export class ClassesRefused extends Error {
  constructor(reason: string) {
    super(`classes: ${reason}`);
    this.name = 'ConfigurationInvalid';
  }
}

/**
 * The registry that gives every class of the configuration its id, written as the next version where something was added,
 * renamed or retired. @throws ClassesRefused
 */
export async function ensureRegistry(ledger: Ledger, classes: ClassConfig[]): Promise<StoredRegistry> {
  for (;;) {
    const current = await currentRegistry(ledger);
    const evolution = evolveRegistry(current?.registry ?? null, classes);
    if (evolution.kind === 'refused') throw new ClassesRefused(evolution.reason);
    const { registry, changed } = evolution;
    if (current && !changed) return current;
    const { ref, created } = await ledger.createJson(ledgerKeys.classes(registry.version), registry);
    if (created) return { registry, ref };
  }
}
