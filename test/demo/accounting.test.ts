import { stripVTControlCharacters } from 'node:util';
import {
  accuracyOver,
  holdsTruth,
  type ModelAccount,
  pooled,
  type RoundAccount,
} from '../../examples/food11/accounting/account';
import { accountRound } from '../../examples/food11/accounting/account-round';
import { box } from '../../examples/food11/accounting/box';
import { closingPage } from '../../examples/food11/accounting/closing';
import { modelTable, paintFor, roundTable, weightedTable } from '../../examples/food11/accounting/table';

const account = (change: Partial<RoundAccount> = {}): RoundAccount => ({
  round: 1,
  model: 'base',
  drawn: 1_340,
  answered: 338,
  filed: 331,
  notebook: { n: 330, right: 132 },
  estimate: { value: 0.53, lower: 0.43, upper: 0.62, n: 98 },
  weighted: { value: 0.54, lower: 0.47, upper: 0.6, n: 330 },
  truth: { n: 750, right: 390 },
  ...change,
});
const model = (name: string, right: number): ModelAccount => ({
  model: name,
  version: `food11-${name}`,
  trainedOn: '920 pictures',
  reference: { n: 1_000, right },
});
const plain = paintFor(false);

describe('the numbers of a round', () => {
  it('pool every label that names a class, as a notebook does', () => {
    const labels = [
      { predicted: 'Egg', label: 'Egg' },
      { predicted: 'Egg', label: 'Rice' },
      { predicted: 'Egg', label: null },
    ];
    expect(pooled(labels)).toEqual({ n: 2, right: 1 });
  });

  it('count as truth every picture of the window', () => {
    expect(accuracyOver([{ predicted: 'Egg', className: 'Egg' }])).toEqual({ n: 1, right: 1 });
    expect(accuracyOver([])).toEqual({ n: 0, right: 0 });
  });

  it('say whether the interval holds the truth, and nothing where there is no interval', () => {
    const { estimate, truth } = account();
    expect(holdsTruth(estimate, truth)).toBe(true);
    expect(holdsTruth(estimate, { n: 750, right: 500 })).toBe(false);
    expect(holdsTruth({ value: null, lower: null, upper: null, n: 3 }, truth)).toBeNull();
    expect(holdsTruth(estimate, { n: 0, right: 0 })).toBeNull();
  });
});

describe("a round's line", () => {
  it('is counted from the store, from Label Studio and from the simulator, of this round alone', () => {
    const drawn = (itemId: string, key: string, round = 'r1') => ({ itemId, key, round, purpose: 'training' as const });
    const task = (item: string, answers: string[][]) => ({ project: 1, id: 1, item, round: 'r1', answers });
    const upload = (key: string) => ({ key, sha256: key, heldOut: false, predicted: 'Egg', modelVersion: 'm' });
    const line = accountRound(
      {
        round: 1,
        id: 'r1',
        model: 'base',
        estimate: account().estimate,
        weighted: account().weighted,
        traffic: [],
      },
      {
        classes: ['Egg', 'Rice'],
        source: [],
        dataset: [{ bucket: 'd', key: 'training/class_00/a', sha256: 'a', tags: { item: 'A' } }],
        drawn: [drawn('A', 'a'), drawn('B', 'b'), drawn('C', 'c'), drawn('D', 'd'), drawn('X', 'x', 'r2')],
        tasks: [task('A', [['Egg']]), task('B', [['Rice']]), task('C', [[]]), task('D', []), task('X', [['Egg']])],
        trained: [],
        uploaded: ['a', 'b', 'c', 'd', 'x'].map(upload),
        accuracies: [],
      },
    );
    expect(line).toMatchObject({ drawn: 4, answered: 3, filed: 1, notebook: { n: 2, right: 1 }, truth: { n: 0 } });
  });
});

describe('the tables', () => {
  it('are boxes whose lines are equally wide, with or without colours', () => {
    const lines = roundTable([account(), account({ round: 2, drawn: 9 })], plain).split('\n');
    expect(new Set(lines.map((line) => [...line].length)).size).toBe(1);
    expect(lines[0]).toMatch(/^┌─.*─┐$/);
    expect(lines.at(-1)).toMatch(/^└─.*─┘$/);
    const bare = stripVTControlCharacters(roundTable([account(), account({ round: 2, drawn: 9 })], paintFor(true)));
    expect(bare.split('\n')).toEqual(lines);
  });

  it("put the notebook's number, our interval and the truth beside each other", () => {
    const [, , , , row] = roundTable([account()], plain).split('\n');
    expect(row?.split('│').map((cell) => cell.trim())).toEqual([
      '',
      '1',
      'base',
      '1,340',
      '338',
      '331',
      '40.0 %',
      '53.0 %  43.0 … 62.0',
      '98',
      '52.0 %',
      'yes',
      '',
    ]);
  });

  it('show what the same labels say once they are weighted, and how much narrower that is', () => {
    const [, , , , row] = weightedTable([account()], plain).split('\n');
    expect(row?.split('│').map((cell) => cell.trim())).toEqual([
      '',
      '1',
      '40.0 %',
      '54.0 %  47.0 … 60.0',
      '330',
      '52.0 %',
      'yes',
      '68 %',
      '',
    ]);
  });

  it('show a dash where there is no number', () => {
    const none = account({
      estimate: { value: null, lower: null, upper: null, n: 0 },
      notebook: { n: 0, right: 0 },
    });
    expect(roundTable([none], plain)).toMatch(/│ +– │ +– │ +0 │ 52.0 % │ – +│/);
  });

  it('show what each retraining gained, also a loss', () => {
    const table = modelTable([model('base', 540), model('second', 700), model('third', 695)], plain);
    expect(table).toContain('+16.0');
    expect(table).toContain('−0.5');
    expect(table.match(/█/g)).toHaveLength(14 + 18 + 17);
  });

  it('paint a cell without touching another that says the same', () => {
    const columns = [
      { title: ['a'], align: 'right' as const },
      { title: ['b'], align: 'right' as const },
    ];
    const painted = box(columns, [[{ text: '1' }, { text: '1', paint: (text) => `<${text}>` }]]);
    expect(painted).toContain('│ 1 │ <1> │');
  });
});

describe('the last page', () => {
  const page = closingPage(
    {
      rounds: [account()],
      models: [model('base', 540), model('second', 700)],
      seed: 'food11',
      reference: 2_000,
      addresses: [{ title: 'Temporal UI', url: 'http://127.0.0.1:8233' }],
    },
    plain,
  );

  it('says how far to trust an interval', () => {
    expect(page).toContain('One interval in twenty misses the truth');
    expect(page.replaceAll('\n', ' ')).toContain('at 100 answers ±10 points are normal');
  });

  it('says how far off the pooled number was, the seed, and where to look', () => {
    expect(page).toContain('here 12 points too low on average');
    expect(page).toContain('Seed food11');
    expect(page.trim().split('\n').at(-1)).toBe('Temporal UI  http://127.0.0.1:8233');
  });
});
