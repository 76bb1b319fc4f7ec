import type { DrawConfig } from '../../../src/contracts/loop-config';
import { createDrawing } from '../../../src/domain/drawing/drawing';
import { itemId } from '../../../src/domain/item-id';
import { censusRow, drawConfig, registry, window } from './census-rows';

/** Forty objects that look like one of ten things: thing i has its hash, but for one bit. */
const census = Array.from({ length: 40 }, (_, i) => censusRow({ key: `p${i}`, predictedClass: i % 2 }));
const thingOf = (key: string): number => Number(key.slice(1)) % 10;
const THING = ['00', '0f', 'f0', 'ff', '33', '3c', 'c3', 'cc', '55', '5a'].map((byte) => byte.repeat(8));
const hashes = new Map(
  census.map(({ key, etag }) => {
    const bits = BigInt(`0x${THING[thingOf(key)]}`) ^ (1n << BigInt(Number(key.slice(1)) >> 1));
    return [itemId({ bucket: 'b', key, etag }), bits.toString(16).padStart(16, '0')];
  }),
);

function draw(draws: DrawConfig[], given: { earlier?: string[]; seed?: string; pictures?: typeof hashes } = {}) {
  const { earlier = [], seed = 'seed', pictures = hashes } = given;
  const read = new Set<string>();
  const images = { earlier, hashOf: (id: string) => (read.has(id) ? (pictures.get(id) ?? null) : undefined) };
  const drawing = createDrawing({ draws, seed, window, registry, bucket: 'b', groupTag: null, images });
  for (const row of census) drawing.add(row);
  for (;;) {
    const wanted = drawing.imagesWanted();
    if (wanted.length === 0) break;
    for (const { itemId: id } of wanted) read.add(id);
  }
  return { ...drawing.finish(), read };
}
const diverse = (given: Partial<NonNullable<DrawConfig['diverse']>> = {}, size = 20, name = 'unlike') =>
  drawConfig({
    name,
    strategy: 'diverse',
    size,
    take: 'sample',
    diverse: { pool: 100, radius: 2, perClass: null, ...given },
  });
const evaluation = drawConfig({ name: 'evaluation', purpose: 'evaluation', size: 4, take: 'sample' });

describe('a diverse draw', () => {
  test('takes one of each thing', () => {
    const { rows, draws } = draw([diverse()]);
    expect(rows.map(({ key }) => thingOf(key)).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(draws[0]).toMatchObject({ matched: 40, taken: 10 });
  });

  test('takes nothing that looks like what an earlier draw or round took', () => {
    const { rows } = draw([evaluation, diverse()], { earlier: [THING[3] ?? ''] });
    const before = new Set(rows.filter(({ draw: name }) => name === 'evaluation').map(({ key }) => thingOf(key)));
    const unlike = rows.filter(({ draw: name }) => name === 'unlike').map(({ key }) => thingOf(key));
    expect(new Set(unlike).size).toBe(unlike.length);
    expect(unlike.filter((thing) => before.has(thing) || thing === 3)).toEqual([]);
    expect(new Set([...unlike, ...before, 3]).size).toBe(10);
  });

  test('a second one knows what the first one took', () => {
    const { rows } = draw([diverse({}, 4, 'one'), diverse({}, 20, 'two')]);
    expect(new Set(rows.map(({ key }) => thingOf(key))).size).toBe(10);
    expect(rows).toHaveLength(10);
  });

  test('keeps to its quota of each predicted class', () => {
    const { rows } = draw([diverse({ perClass: 2 })]);
    expect([0, 1].map((id) => rows.filter(({ predictedClass }) => predictedClass === id).length)).toEqual([2, 2]);
  });

  test('asks only for the images of its pool and of what was drawn before', () => {
    const { rows, read, draws } = draw([evaluation, diverse({ pool: 12 })]);
    expect(read.size).toBe(4 + 12);
    expect(rows.every(({ itemId: id }) => read.has(id))).toBe(true);
    expect(draws[1]?.matched).toBe(36);
    expect(draw([evaluation]).read.size).toBe(0);
  });

  test('says that its chance is not known: no more than to be in the pool', () => {
    const { rows } = draw([evaluation, diverse({ pool: 12 })]);
    for (const row of rows) {
      expect(row.probabilityKnown).toBe(row.draw === 'evaluation');
      expect(row.probability).toBe(row.draw === 'evaluation' ? 4 / 40 : 12 / 36);
      expect(row.sampled).toBe(row.draw === 'evaluation');
    }
  });

  test('takes what is no image: it is like no other', () => {
    expect(draw([diverse({}, 40)], { pictures: new Map() }).rows).toHaveLength(40);
  });

  test('draws the same on a retry, and something else with another seed', () => {
    const keys = (seed: string) => draw([evaluation, diverse()], { seed }).rows.map(({ key }) => key);
    expect(keys('a')).toEqual(keys('a'));
    expect(keys('a')).not.toEqual(keys('b'));
  });
});
