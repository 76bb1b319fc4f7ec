import { ledgerKeys } from '../../src/domain/layout';
import { DRAW } from '../../src/ledger/tables';
import { loopConfig } from './loop-fixture';
import { contentsOf, outcomeOf } from './outcome';
import { answerRound, produce, reaches, tasksOf } from './play';
import { pictures, tagsOf } from './production';
import { type Bench, makeLoop, openBench, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('two rounds wait at once: a flag set after the first window closed is drawn by the second, no item by both, nothing is lost', async () => {
  const loop = await makeLoop(bench, loopConfig());
  const { source, filing, name } = loop.config;
  const monday = pictures(10, 'monday').map((picture) => ({ ...picture, flagged: false }));
  const tuesday = pictures(6, 'tuesday');
  const all = [...monday, ...tuesday];
  await produce(bench, loop, monday);
  await withWorkers(bench, async () => {
    const first = await loop.start(1);
    await reaches(first, 'waiting');
    const drawnFirst = new Set((await tasksOf(bench, loop, first.workflowId)).map(({ itemId }) => itemId));

    const { ledger } = loop;
    const drawn = await ledger.query('select key from draw', await drawView(first.workflowId));
    const late = monday.find(({ key }) => !drawn.some((row) => row.key === key));
    if (!late) throw new Error('everything was drawn');
    await bench.store.putTags({ bucket: source.bucket, key: late.key }, { ...tagsOf(late), flagged: 'true' });
    await produce(bench, loop, tuesday);
    const second = await loop.start(2);
    await reaches(second, 'waiting');
    await reaches(first, 'waiting');

    await answerRound(bench, loop, second, all);
    await reaches(second, 'amending');
    await answerRound(bench, loop, first, all);
    await reaches(first, 'amending');

    const outcomes = [await outcomeOf(loop, first.workflowId), await outcomeOf(loop, second.workflowId)];
    for (const round of [first, second]) await round.terminate('end of test');
    const [one, two] = outcomes;
    expect(new Set(one?.drawn.map(({ itemId }) => itemId))).toEqual(drawnFirst);
    expect(two?.drawn.filter(({ itemId }) => drawnFirst.has(itemId))).toEqual([]);
    expect(two?.drawn.find(({ key }) => key === late.key)).toMatchObject({ draw: 'flagged', origin: 'reread' });

    // Every picture once: drawn ones under their class, by the round that drew them, all others where they were.
    const left = await contentsOf(bench, source.bucket);
    const filed = await contentsOf(bench, filing.bucket);
    const rows = outcomes.flatMap((outcome) => outcome.filing);
    expect(rows.every(({ status }) => status === 'filed')).toBe(true);
    expect([...filed.keys()].sort()).toEqual(rows.map(({ toKey }) => toKey).sort());
    expect([...left.keys(), ...rows.map(({ fromKey }) => fromKey)].sort()).toEqual(all.map(({ key }) => key).sort());
    for (const [index, round] of [first, second].entries()) {
      for (const { toKey } of outcomes[index]?.filing ?? []) {
        expect(filed.get(toKey)?.tags).toMatchObject({ loop: name, round: round.workflowId });
      }
    }
  });

  async function drawView(round: string) {
    const ref = await loop.ledger.find(ledgerKeys.draw(round));
    return { draw: { refs: ref ? [ref] : [], table: DRAW } };
  }
});
