import type { FilingMode } from '../../src/contracts/loop-config';
import type { Fault } from '../faults/line';
import { WEATHER } from '../faults/store-faults';
import { stateAfterStorm } from '../faults/stormy-round';
import { promise } from './promises';
import { oneOf } from './random-choice';
import { chaosRandom } from './seed';
import { tally } from './tally';

const STORMS = 3;

/** Weather of its own: some of the faults, or all of them. */
function someOf(faults: readonly Fault[], random: () => number): readonly Fault[] {
  const share = random();
  const some = faults.filter(() => random() < share);
  return some.length > 0 ? some : [oneOf(faults, random)];
}

describe(promise(6), () => {
  test.each<FilingMode>(['move', 'copy', 'in-place'])(
    'rounds in storms of many kinds end as one in calm weather (%s)',
    async (mode) => {
      const random = chaosRandom(`storm ${mode}`);
      const change: Parameters<typeof stateAfterStorm>[1] = (config) => {
        config.filing.mode = mode;
        if (mode === 'in-place') config.filing.bucket = config.source.bucket;
      };
      const calm = await stateAfterStorm(null, change);
      for (let n = 0; n < STORMS; n += 1) {
        const weather = {
          seed: Math.floor(random() * 2 ** 31),
          // Beyond, the probe of some forty requests, which begins anew after each failure, takes minutes to get through.
          share: 0.04 + random() * 0.08,
          faults: someOf(WEATHER, random),
        };
        const { state, hits } = await stateAfterStorm(weather, change);
        tally(6, 'rounds in storms');
        tally(6, 'requests disturbed', hits);
        expect([weather, state]).toEqual([weather, calm.state]);
      }
    },
  );
});
