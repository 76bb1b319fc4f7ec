import type { LoopConfig } from '../contracts/loop-config';
import { ledgerKeys } from '../domain/layout';
import type { ObjectStore } from '../object-store/port';
import { BEHAVIOURS, describeFinding, type Finding } from '../object-store/probe/behaviours';
import { probeStore } from '../object-store/probe/probe-store';

type Probed = Pick<LoopConfig, 'name' | 'ledger' | 'filing'>;

/** A reason why a loop may not use its store: what was probed and what happened; `remedy` says what to do. */
abstract class StoreRefusal extends Error {
  readonly remedy: string;

  constructor({ name, ledger }: Probed, finding: Finding) {
    const place = `s3://${ledger.bucket}/${ledger.prefix}${ledgerKeys.probesFolder}`;
    super(`the store does not do what loop '${name}' relies on (probed in ${place}): ${describeFinding(finding)}`);
    this.remedy = BEHAVIOURS[finding.behaviour].advice;
  }
}

/** No loop can rely on this store. */
export class StoreUnsuitable extends StoreRefusal {
  override readonly name = 'StoreUnsuitable';
}

/** This loop deletes what it has moved, on a store that deletes whatever version is there, and has not accepted that. */
export class UnsafeDelete extends StoreRefusal {
  override readonly name = 'UnsafeDelete';
}

/** What follows from a probe for one loop. */
interface StoreVerdict {
  refusals: readonly (StoreUnsuitable | UnsafeDelete)[];
  /** What the loop runs with all the same: a sentence each. */
  warnings: readonly string[];
}

export type StoreCheck = (loop: Probed) => Promise<StoreVerdict>;

/**
 * Judges a store for a loop by probing it in the loop's ledger: once for each bucket, unless it is refused; then the next who
 * asks probes again, since somebody may have mended it.
 */
export function createStoreCheck(store: ObjectStore): StoreCheck {
  const probed = new Map<string, Promise<Finding[]>>();
  return async (loop) => {
    const { bucket } = loop.ledger;
    const asked = probed.get(bucket) ?? probeStore(store, loop.ledger);
    probed.set(bucket, asked);
    try {
      const verdict = verdictOn(await asked, loop);
      if (verdict.refusals.length > 0) probed.delete(bucket);
      return verdict;
    } catch (error) {
      probed.delete(bucket);
      throw error;
    }
  };
}

function verdictOn(findings: readonly Finding[], loop: Probed): StoreVerdict {
  const { mode, acceptUnsafeDelete } = loop.filing;
  const refusals: (StoreUnsuitable | UnsafeDelete)[] = [];
  const warnings: string[] = [];
  for (const finding of findings) {
    const { need, advice } = BEHAVIOURS[finding.behaviour];
    if (need === 'always') refusals.push(new StoreUnsuitable(loop, finding));
    else if (need === 'better') warnings.push(`${describeFinding(finding)}; ${advice}`);
    else if (mode === 'copy') continue;
    else if (acceptUnsafeDelete) warnings.push(`${describeFinding(finding)}; the loop file accepts that`);
    else refusals.push(new UnsafeDelete(loop, finding));
  }
  return { refusals: [...refusals].sort(unsuitableFirst), warnings };
}

const unsuitableFirst = (a: Error, b: Error): number =>
  Number(b instanceof StoreUnsuitable) - Number(a instanceof StoreUnsuitable);
