import { stateAfterStorm } from './stormy-round';

jest.setTimeout(300_000);

test('a round whose worker finds every tenth request to the store disturbed ends as one in calm weather', async () => {
  const calm = await stateAfterStorm(null);
  const stormy = await stateAfterStorm({ seed: 1, share: 0.1 });
  expect(stormy.hits).toBeGreaterThan(10);
  expect(stormy.state).toEqual(calm.state);
});
