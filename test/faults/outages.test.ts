import { setTimeout as sleep } from 'node:timers/promises';
import { playRound } from '../rounds/play';
import { eventually } from '../setup/namespace';
import { BEGUN_AGAIN_MS } from './begun-again';
import { type CabledWorkers, type Server, startBehindCables } from './behind-cables';
import type { Cable } from './cable';
import { stateAfterRound } from './disturbed-round';

jest.setTimeout(600_000);

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

const OF_LABEL_STUDIO = new Set([
  'ensureProjects',
  'importTasks',
  'recordTasks',
  'awaitAnswers',
  'collectAnswers',
  'awaitChanges',
]);
/** Here nothing is disputed, and what it reads was read before. */
const OF_NO_OTHER = new Set(['reissueItems']);

test('one of the three servers goes away as each step of a round begins: nothing of the result differs', async () => {
  const undisturbed = await stateAfterRound('outages', (bench) => startBehindCables(bench, () => undefined));

  const met: string[] = [];
  const felt: string[] = [];
  const disturbed = await stateAfterRound(
    'outages',
    (bench): Promise<CabledWorkers> =>
      startBehindCables(bench, async (activity, cables) => {
        // Its first attempt alone: the next one begins while the server is away, or after.
        if (met.includes(activity)) return;
        await outage(cables[serverFor(activity, met.push(activity))], () => felt.push(activity));
      }),
    undefined,
    async (bench, loop, all) => {
      const round = await playRound(bench, loop, all);
      // The gate has proposed before the round waits for changes, or after.
      await eventually(async () => expect(STEPS.filter((step) => !felt.includes(step))).toEqual([]), BEGUN_AGAIN_MS);
      return round;
    },
  );

  expect(disturbed).toEqual(undisturbed);
});

/** One that the step needs, each in its turn. */
function serverFor(step: string, turn: number): Server {
  if (turn % 3 === 0 || OF_NO_OTHER.has(step)) return 'temporal';
  return OF_LABEL_STUDIO.has(step) ? 'labelStudio' : 'objectStore';
}

/** Begins one; resolves when clients know that their connections are gone, so that whoever needs the server has to connect. */
async function outage(cable: Cable, ifFelt: () => void): Promise<void> {
  const before = cable.refused();
  cable.cut();
  setTimeout(() => {
    if (cable.refused() > before) ifFelt();
    cable.mend();
  }, OUTAGE_MS);
  await sleep(50);
}
