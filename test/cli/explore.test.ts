import { registerExplore } from '../../src/cli/commands/explore';
import { EXIT } from '../../src/cli/exit-codes';
import type { Exploration } from '../../src/explore/exploration';
import { realStore } from '../object-store/real-store';
import { newLoopFile } from './loop-file';
import { runCommand } from './run-command';

const store = realStore();
const explore = (...args: string[]) => runCommand([registerExplore], ['explore', ...args]);

/** Twelve usable objects of two model versions, and five that cannot be drawn. */
async function seed(bucket: string): Promise<void> {
  await store.ensureBucket(bucket);
  const put = (key: string, tags: Record<string, string>, bytes = Buffer.from(key)) =>
    store.put({ bucket, key }, bytes, { tags });
  for (let i = 0; i < 12; i++) {
    await put(`day/${i}.png`, {
      predicted_class: ['Bread', 'Egg', 'Rice'][i % 3] ?? '',
      confidence: String((i + 0.5) / 12),
      model_version: i < 8 ? 'm1' : 'm2',
      ...(i < 3 && { flagged: 'true' }),
      ...(i === 11 && { corrected_class: 'Egg' }),
    });
  }
  await put('day/untagged.png', {});
  await put('day/pizza.png', { predicted_class: 'Pizza' });
  await put('day/empty.png', { predicted_class: 'Egg' }, Buffer.alloc(0));
  await put('day/untagged2.png', {});
  // A window ends at the store's clock, which by its Date header may lag a second behind the times it gives objects.
  await new Promise((resolve) => setTimeout(resolve, 2200));
}

describe('explore', () => {
  it('counts what a window holds and what each threshold and draw would take, without writing anything', async () => {
    const loop = await newLoopFile();
    await seed(loop.source);
    const { code, out } = await explore(loop.file, '--json');
    expect(code).toBe(EXIT.ok);
    const found = JSON.parse(out) as Exploration;
    expect(found).toMatchObject({
      loop: loop.name,
      window: { start: '1970-01-01T00:00:00Z' },
      listed: 16,
      usable: { window: 12, late: 0, reread: 0 },
      unusable: { 'no-predicted-class': 2, 'unknown-class': 1, 'empty-object': 1 },
      flagged: 3,
      corrected: 1,
      classes: [
        { classId: 0, name: 'Bread', objects: 4, byModelVersion: { m1: 3, m2: 1 } },
        { classId: 1, name: 'Egg', objects: 4, byModelVersion: { m1: 3, m2: 1 } },
        { classId: 2, name: 'Rice', objects: 4, byModelVersion: { m1: 2, m2: 2 } },
      ],
    });
    expect(found.confidence.bins.map(({ objects }) => objects)).toEqual([1, 1, 2, 1, 1, 1, 1, 2, 1, 1]);
    expect(found.thresholds.find(({ below }) => below === 0.7)).toEqual({ below: 0.7, objects: 8 });
    expect(found.thresholds.map(({ below }) => below)).toEqual([0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]);
    const [evaluation, flagged, low] = found.draws;
    expect(evaluation).toEqual({ name: 'evaluation', purpose: 'evaluation', matched: 12, taken: 4 });
    expect((flagged?.taken ?? 0) + (low?.taken ?? 0)).toBeLessThanOrEqual(8);
    expect(await store.bucketExists(loop.ledger)).toBe(false);
    expect(await store.bucketExists(loop.dataset)).toBe(false);

    const text = await explore(loop.file);
    expect(text.out).toContain('16 objects listed, 12 usable: 12 new in the window');
    expect(text.out).toContain('Unusable:\n  empty object: 1, as day/empty.png\n');
    expect(text.out).toContain('no predicted class in the tags: 2, as day/untagged.png, day/untagged2.png');
    expect(text.out).toMatch(/evaluation +evaluation +12 +4/);
  });

  it('says what a size by margin comes to, and what it was planned from', async () => {
    const loop = await newLoopFile({
      draws: [
        { name: 'evaluation', strategy: 'random', size: { margin: 0.2 }, minPerVersion: 3, purpose: 'evaluation' },
      ],
      annotation: {},
    });
    await seed(loop.source);
    const found = JSON.parse((await explore(loop.file, '--json')).out) as Exploration;
    expect(found.sizing).toEqual({ confidence: 0.95, expected: 0.5, estimateOf: null });
    expect(found.draws).toEqual([{ name: 'evaluation', purpose: 'evaluation', matched: 12, taken: 12 }]);
    expect((await explore(loop.file)).out).toContain('planned for the worst case, an accuracy of 50%');
  });

  it('looks at the window that it is asked for', async () => {
    const loop = await newLoopFile();
    await seed(loop.source);
    const last = JSON.parse((await explore(loop.file, '--window', '24h', '--json')).out) as Exploration;
    expect(last.usable.window).toBe(12);
    expect(Date.parse(last.window.end) - Date.parse(last.window.start)).toBe(86_400_000);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const future = JSON.parse((await explore(loop.file, '--since', later, '--json')).out) as Exploration;
    expect(future.usable.window).toBe(0);
  });

  it('says what is wrong with its arguments and with a source that is not there', async () => {
    const loop = await newLoopFile();
    expect((await explore(loop.file, '--window', 'yesterday')).code).toBe(EXIT.invalid);
    expect((await explore(loop.file, '--since', 'yesterday')).code).toBe(EXIT.invalid);
    expect((await explore('nowhere.yaml')).code).toBe(EXIT.invalid);
    const absent = await explore(loop.file);
    expect(absent.code).toBe(EXIT.notFound);
    expect(absent.err).toContain(`s3://${loop.source}`);
  });
});
