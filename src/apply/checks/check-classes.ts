import type { LoopConfig } from '../../contracts/loop-config';
import { evolveRegistry } from '../../domain/class-registry';
import type { Ledger } from '../../ledger/port';
import { currentRegistry } from '../../loops/class-registry';
import type { Refusal } from '../refusal';

/** No class of the loop file would make an id that was given away mean something else. */
export async function checkClasses(ledger: Ledger | null, { classes }: LoopConfig): Promise<Refusal[]> {
  const present = ledger && (await currentRegistry(ledger));
  const evolution = evolveRegistry(present?.registry ?? null, classes);
  if (evolution.kind === 'evolved') return [];
  return [
    {
      what: `classes: ${evolution.reason}`,
      advice:
        'images are filed by class id for ever: add classes at the end, rename them with `was`, leave out those no longer wanted',
    },
  ];
}
