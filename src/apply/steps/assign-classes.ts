import type { ClassRegistry } from '../../contracts/classes';
import type { LoopConfig } from '../../contracts/loop-config';
import { evolveRegistry } from '../../domain/class-registry';
import type { Ledger } from '../../ledger/port';
import { ClassesRefused, currentRegistry, ensureRegistry } from '../../loops/class-registry';
import type { Change, StepOptions } from '../change';

/** Gives every class its id, once and for ever. @throws ClassesRefused */
export async function assignClasses(
  ledger: Ledger | null,
  { classes }: LoopConfig,
  { dryRun }: StepOptions,
): Promise<Change> {
  const before = ledger && (await currentRegistry(ledger));
  const evolution = evolveRegistry(before?.registry ?? null, classes);
  if (evolution.kind === 'refused') throw new ClassesRefused(evolution.reason);
  const { registry, changed } = evolution;
  if (before && !changed) return { action: 'unchanged', what: described(registry) };
  if (ledger && !dryRun) await ensureRegistry(ledger, classes);
  return { action: before ? 'updated' : 'created', what: described(registry) };
}

function described({ version, classes }: ClassRegistry): string {
  const retired = classes.filter((entry) => entry.retired).length;
  const live = classes.length - retired;
  return `class registry, version ${version}: ${live} ${live === 1 ? 'class' : 'classes'}${retired > 0 ? `, ${retired} retired` : ''}`;
}
