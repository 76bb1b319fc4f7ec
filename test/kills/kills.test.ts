import { seededRandom } from '../seeded-random';
import { disturbed, undisturbed } from './compared';
import { MOMENTS_OF_NPM_TEST, type Moment } from './moments';
import type { Disturbance } from './play-disturbed';
import { startTrainer, type Trainer } from './trainer';

jest.setTimeout(1_200_000);

let trainer: Trainer;

beforeAll(async () => {
  trainer = await startTrainer();
});
afterAll(() => trainer.close());

test('workers killed fifteen times and more, within every kind of step: store, Label Studio and ledger end as if nothing had happened', async () => {
  const random = seededRandom(15);
  const plan = (moments: Moment[]): Disturbance => ({
    moments: moments.filter(({ name }) => MOMENTS_OF_NPM_TEST.includes(name)),
    // In between, at moments that a seed chooses.
    restless: Array.from({ length: 4 }, () => 2000 + random() * 6000),
  });
  const [wanted, { states, blows }] = await Promise.all([undisturbed(trainer), disturbed(trainer, plan)]);
  expect(states).toEqual(wanted);
  expect(blows).toMatchObject({ missed: [] });
  expect(blows.met.sort()).toEqual([...MOMENTS_OF_NPM_TEST].sort());
  expect(blows.count).toBeGreaterThanOrEqual(15);
  expect(blows.longestUnnoticedMs).toBeLessThanOrEqual(120_000);
  expect(trainer.asked.size).toBe(2); // a job of each run, however often it was asked for
});
