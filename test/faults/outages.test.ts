import { type CabledWorkers, SERVERS, startBehindCables } from './behind-cables';
import type { Cable } from './cable';
import { stateAfterRound } from './disturbed-round';

jest.setTimeout(400_000);

const OUTAGE_MS = 1500;

/** Every step of a round, up to the proposal and what follows it. */
const STEPS = [
  'claimWindow',
  'takeCensus',
  'drawItems',
  'ensureProjects',
  'importTasks',
  'recordTasks',
  'awaitAnswers',
  'collectAnswers',
  'resolveLabels',
  'copyObjects',
  'recordFiling',
  'deleteSources',
  'estimateAccuracy',
  'writeReport',
  'proposeRetraining',
  'reissueItems',
  'awaitChanges',
  'assessRetraining',
  'writeDataset',
];

test('one of the three servers goes away as each step of a round begins: nothing of the result differs', async () => {
  const undisturbed = await stateAfterRound('outages', (bench) => startBehindCables(bench, () => undefined));

  const met: string[] = [];
  const disturbed = await stateAfterRound(
    'outages',
    (bench): Promise<CabledWorkers> =>
      startBehindCables(bench, (activity, cables) => {
        // Its first attempt alone: the next one begins while the server is away, or after.
        if (met.includes(activity)) return;
        const server = SERVERS[met.push(activity) % SERVERS.length] ?? 'temporal';
        outage(cables[server]);
      }),
  );

  expect(STEPS.filter((step) => !met.includes(step))).toEqual([]);
  expect(disturbed).toEqual(undisturbed);
});

function outage(cable: Cable): void {
  cable.cut();
  setTimeout(() => cable.mend(), OUTAGE_MS);
}
