import type { ConfigRef } from '../src/contracts/artifact';
import { StoreUnsuitable } from '../src/loops/store-check';
import type { Dependencies } from './dependencies';

/**
 * An activity that looks first whether the store does what its loop relies on. The store is probed once in a process and
 * ledger: by the worker's start for the loops it finds, else here.
 * @param act whether what the activity does needs a store that deletes only the version it is told
 * @throws StoreUnsuitable, UnsafeDelete
 */
export function onFitStore<Input extends { configRef: ConfigRef }, Result>(
  { openLoop, checkStore }: Pick<Dependencies, 'openLoop' | 'checkStore'>,
  act: 'writes' | 'deletes',
  activity: (input: Input) => Promise<Result>,
): (input: Input) => Promise<Result> {
  return async (input) => {
    const { config } = await openLoop(input.configRef);
    const { refusals } = await checkStore(config);
    const refusal = refusals.find((error) => act === 'deletes' || error instanceof StoreUnsuitable);
    if (refusal) throw refusal;
    return activity(input);
  };
}
