import type { WholeState } from '../faults/whole-state';
import { disturbed, undisturbed } from '../kills/compared';
import type { Moment } from '../kills/moments';
import type { Blows, Disturbance } from '../kills/play-disturbed';
import { startTrainer, type Trainer } from '../kills/trainer';
import { promise } from './promises';
import { chaosRandom } from './seed';
import { tally } from './tally';

let trainer: Trainer;
let wanted: WholeState[];

beforeAll(async () => {
  trainer = await startTrainer();
  wanted = await undisturbed(trainer);
});
afterAll(() => trainer.close());

/** Plays the three loops under a disturbance; whatever it was, they end as the undisturbed ones did. */
async function play(plan: (moments: Moment[]) => Disturbance): Promise<Blows> {
  const { states, blows } = await disturbed(trainer, plan);
  tally(1, 'rounds', 3);
  expect(states).toEqual(wanted);
  expect(blows.missed).toEqual([]);
  expect(blows.count).toBeGreaterThan(0);
  return blows;
}

describe(promise(1), () => {
  test('workers killed at each moment there is and at random ones, two at once, fifty times: nothing differs', async () => {
    const random = chaosRandom('kills');
    let kills = 0;
    while (kills < 50) {
      const { count } = await play((moments) => ({
        moments,
        workers: 2,
        restless: Array.from({ length: 10 }, () => random() * 10_000),
      }));
      tally(1, 'kills', count);
      kills += count;
    }
  });

  test('workers frozen while their requests are under way, which arrive when others have taken over; then they go on: nothing differs', async () => {
    const random = chaosRandom('freezes');
    const { count } = await play((moments) => ({
      blow: 'freeze',
      moments: moments
        .filter(() => random() < 0.4)
        .map((moment) => ({
          ...moment,
          rule: { ...moment.rule, fault: { kind: 'delay', ms: 4000 + random() * 8000 } },
        })),
    }));
    tally(1, 'freezes', count);
  });

  test('workers told to stop in the middle of their steps end in order, and nothing differs', async () => {
    const random = chaosRandom('stops');
    const { count } = await play((moments) => ({
      blow: 'stop',
      moments: moments
        .filter(() => random() < 0.4)
        .map((moment) => ({ ...moment, rule: { ...moment.rule, fault: { kind: 'delay', ms: random() * 30_000 } } })),
    }));
    tally(1, 'stops', count);
  });
});
