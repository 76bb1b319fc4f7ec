import type { LabelRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import { collectNowSignal, roundStatusQuery } from '../../workflows/messages';
import { eventually } from '../setup/namespace';
import { loopConfig } from './loop-fixture';
import { contentsOf, type Outcome, outcomeOf } from './outcome';
import { annotate, deleteAnnotation, editAnnotation, picturesByItem } from './people';
import { answerRound, produce, reaches, tasksOf } from './play';
import { pictures } from './production';
import { type Bench, makeLoop, openBench, type Round, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const amended = (round: Round, version: number): Promise<void> =>
  eventually(async () => {
    expect(await round.query(roundStatusQuery)).toMatchObject({ phase: 'amending', version });
  }, 120_000);

test('a late, an edited and a deleted answer each amend labels, filing and estimate as the next version', async () => {
  const loop = await makeLoop(bench, loopConfig());
  const { source, filing } = loop.config;
  const all = pictures(10);
  await produce(bench, loop, all);
  await withWorkers(bench, async () => {
    const round = await loop.start();
    await reaches(round, 'waiting');
    const known = await picturesByItem(bench, loop.config, all);
    const tasks = await tasksOf(bench, loop, round.workflowId);
    const answers = new Map<string, number>();
    const [late, ...now] = tasks;
    if (!late) throw new Error('nothing was drawn');
    for (const { taskId, itemId } of now) answers.set(itemId, await annotate(taskId, known.get(itemId)?.truth ?? ''));
    // All but one: an operator goes on without it.
    await round.signal(collectNowSignal, { by: 'ada' });
    await amended(round, 1);
    const first = await outcomeOf(loop, round.workflowId);
    expect(labelOf(first, late.itemId)).toMatchObject({ status: 'missing', votes: [] });
    expect(first.filing).toHaveLength(now.length);
    expect(first.estimate).toMatchObject({ version: 1, predecessor: null });

    await annotate(late.taskId, 'Bread');
    await amended(round, 2);
    const second = await outcomeOf(loop, round.workflowId);
    expect(labelOf(second, late.itemId)).toMatchObject({ status: 'labelled', classId: 0 });
    expect(placeOf(second, late.itemId)).toContain('class_00/');

    const [edited, deleted] = now.map(({ itemId }) => itemId).filter((id) => known.get(id)?.truth === 'Bread');
    if (!edited || !deleted) throw new Error('too few were drawn');
    await editAnnotation(answers.get(edited) ?? 0, 'Noodles/Pasta');
    await amended(round, 3);
    const third = await outcomeOf(loop, round.workflowId);
    expect(labelOf(third, edited)).toMatchObject({ status: 'labelled', classId: 1 });
    expect(placeOf(third, edited)).toContain('class_01/');

    await deleteAnnotation(answers.get(deleted) ?? 0);
    await amended(round, 4);
    const fourth = await outcomeOf(loop, round.workflowId);
    expect(labelOf(fourth, deleted)).toMatchObject({ status: 'missing', classId: null });
    // It stays where it was filed; only its label is gone.
    expect(fourth.filing.find(({ itemId }) => itemId === deleted)?.status).toBe('kept');
    expect(placeOf(fourth, deleted)).toBe(placeOf(third, deleted));
    await round.terminate('end of test');

    for (const [version, { estimate }] of [first, second, third, fourth].entries()) {
      const before = version === 0 ? null : await loop.ledger.find(ledgerKeys.estimate(round.workflowId, version));
      expect(estimate).toMatchObject({ version: version + 1, predecessor: before });
    }
    // Each says what it moved; the first task of a round is always of the evaluation draw.
    expect(second.estimate.changes).toMatchObject({
      items: [{ itemId: late.itemId, from: 'missing', to: 'Bread' }],
      count: 1,
      n: { from: first.estimate.accuracy.n, to: first.estimate.accuracy.n + 1 },
      accuracy: { from: first.estimate.accuracy.value, to: second.estimate.accuracy.value },
    });
    const isEvaluated = (id: string): boolean => labelOf(fourth, id)?.purpose === 'evaluation';
    expect(third.estimate.changes?.items).toEqual(
      isEvaluated(edited) ? [{ itemId: edited, from: 'Bread', to: 'Noodles/Pasta' }] : [],
    );
    expect(fourth.estimate.changes?.items).toEqual(
      isEvaluated(deleted) ? [{ itemId: deleted, from: 'Bread', to: 'missing' }] : [],
    );
    // Where it says, once, and nowhere else.
    const filed = await contentsOf(bench, filing.bucket);
    expect([...filed.keys()].sort()).toEqual(fourth.filing.map(({ toKey }) => toKey).sort());
    expect((await contentsOf(bench, source.bucket)).size).toBe(all.length - tasks.length);
  });
});

test('a skip is skipped, None of these says the model was wrong, Cannot tell says nothing: none of them is filed', async () => {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.draws = config.draws.map((draw) => (draw.name === 'flagged' ? { ...draw, strategy: 'all' } : draw));
    }),
  );
  // The model is right about every one of them.
  const all = pictures(9).map((picture) => ({ ...picture, predicted: picture.truth }));
  await produce(bench, loop, all);
  await withWorkers(bench, async () => {
    const round = await loop.start();
    await reaches(round, 'waiting');
    const drawn = await tasksOf(bench, loop, round.workflowId);
    const evaluation = drawn.slice(0, 4).map(({ itemId }) => itemId);
    const training = drawn.slice(4).map(({ itemId }) => itemId);
    const said = new Map<string | undefined, string | null>([
      [evaluation[0], 'None of these'],
      [evaluation[1], 'Cannot tell'],
      [training[0], null],
      [training[1], 'None of these'],
      [training[2], 'Cannot tell'],
    ]);
    const known = await picturesByItem(bench, loop.config, all);
    const idOf = new Map([...known].map(([id, { key }]) => [key, id]));
    await answerRound(bench, loop, round, all, ({ key, truth }) => {
      const id = idOf.get(key);
      return said.has(id) ? (said.get(id) ?? null) : truth;
    });
    // A skip is an answer: the round does not wait for more.
    await reaches(round, 'amending');
    const outcome = await outcomeOf(loop, round.workflowId);
    await round.terminate('end of test');

    const none = { status: 'labelled', classId: null, noneOfThese: true };
    const cannotTell = { status: 'missing', classId: null, cannotTell: true };
    expect(labelOf(outcome, evaluation[0])).toMatchObject(none);
    expect(labelOf(outcome, evaluation[1])).toMatchObject(cannotTell);
    expect(labelOf(outcome, training[0])).toMatchObject({ status: 'skipped', classId: null });
    expect(labelOf(outcome, training[1])).toMatchObject(none);
    expect(labelOf(outcome, training[2])).toMatchObject(cannotTell);
    const unfiled = [...said.keys()].sort();
    const filed = outcome.filing.map(({ itemId }) => itemId);
    expect(
      drawn
        .map(({ itemId }) => itemId)
        .filter((id) => !filed.includes(id))
        .sort(),
    ).toEqual(unfiled);
    expect((await contentsOf(bench, loop.config.source.bucket)).size).toBe(5);
    // Two right, one wrong; the one nobody could tell is neither, and widens the bounds.
    expect(outcome.estimate).toMatchObject({
      accuracy: { n: 3, successes: 2 },
      bounds: { drawn: 4, unresolved: 1, lower: 2 / 4, upper: 3 / 4 },
    });
  });
});

const labelOf = ({ labels }: Outcome, item: string | undefined): LabelRow | undefined =>
  labels.find(({ itemId }) => itemId === item);
const placeOf = ({ filing }: Outcome, item: string): string | undefined =>
  filing.find(({ itemId }) => itemId === item)?.toKey;
