import type { FilingRow, LabelRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import { DRAW, FILING, LABELS } from '../../src/ledger/tables';
import { estimateSchema } from '../../src/loops/estimates';
import { newestIn } from '../../src/loops/round-history';
import { roundStatusQuery } from '../../workflows/messages';
import { eventually } from '../setup/namespace';
import { loopConfig } from './loop-fixture';
import { answerTasks, picturesByItem, theTruth } from './people';
import { type Picture, pictures, upload } from './production';
import { type Bench, makeLoop, openBench, type Round, type TestLoop, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const phaseOf = async (round: Round): Promise<string> => (await round.query(roundStatusQuery)).phase;

/** Plays the people: waits for the tasks, tells the truth, and waits until the round has concluded. */
async function answerRound(round: Round, loop: TestLoop, all: Picture[]): Promise<void> {
  const known = await picturesByItem(bench, loop.config, all);
  await eventually(async () => expect(await phaseOf(round)).toBe('waiting'));
  for (const project of await projectsOf(loop)) {
    await answerTasks(await bench.labelStudio.listRoundTasks(project, round.workflowId), known, theTruth);
  }
  await eventually(async () => expect(await phaseOf(round)).toBe('amending'));
}

async function projectsOf({ ledger }: TestLoop): Promise<number[]> {
  const ref = await newestIn(ledger, ledgerKeys.projectsFolder);
  const text = ref && (await ledger.readText(ref));
  const { evaluation, training } = JSON.parse(text ?? '{}') as { evaluation: number; training: number };
  return [evaluation, training];
}

test('a whole round: drawn, asked, answered, filed and estimated, and nothing is lost', async () => {
  const loop = await makeLoop(bench, loopConfig());
  const all = pictures(24);
  await upload(bench.store, loop.config, all);
  // Windows end on whole seconds of the store's clock.
  await new Promise((resolve) => setTimeout(resolve, 1100));

  await withWorkers(bench, async () => {
    const round = await loop.start();
    await answerRound(round, loop, all);
    await round.terminate('end of test');
    const { workflowId } = round;
    const { ledger } = loop;

    const drawRef = await ledger.find(ledgerKeys.draw(workflowId));
    if (!drawRef) throw new Error('nothing was drawn');
    const drawn = await ledger.readRows(drawRef, DRAW);
    const labels = await ledger.readRows<LabelRow>(
      (await newestIn(ledger, ledgerKeys.labelsFolder(workflowId)))!,
      LABELS,
    );
    const filing = await ledger.readRows<FilingRow>(
      (await newestIn(ledger, ledgerKeys.filingFolder(workflowId)))!,
      FILING,
    );
    expect(drawn.filter(({ purpose }) => purpose === 'evaluation')).toHaveLength(4);
    expect(labels.every(({ status }) => status === 'labelled')).toBe(true);
    expect(filing).toHaveLength(drawn.length);

    const estimate = await ledger.readJson(
      (await newestIn(ledger, ledgerKeys.estimatesFolder(workflowId)))!,
      estimateSchema,
    );
    expect(estimate).toMatchObject({ population: 24, accuracy: { n: 4 }, sufficient: true });
  });
});
