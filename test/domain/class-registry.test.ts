import fc from 'fast-check';
import type { ClassRegistry } from '../../src/contracts/classes';
import type { ClassConfig } from '../../src/contracts/loop-config';
import { type Evolution, evolveRegistry } from '../../src/domain/class-registry';
import { resolveClass } from '../../src/domain/classes';

type Written = string | { name: string; was: string[] };
const configs = (...written: Written[]): ClassConfig[] =>
  written.map((w) => (typeof w === 'string' ? { name: w, was: [] } : w));
const evolved = (evolution: Evolution): ClassRegistry => {
  if (evolution.kind === 'refused') throw new Error(evolution.reason);
  return evolution.registry;
};
const first = evolved(evolveRegistry(null, configs('Bread', 'Egg', 'Soup')));
const summary = (registry: ClassRegistry) =>
  registry.classes.map(
    (c) => `${c.id} ${c.name}${c.aliases.length > 0 ? ` (${c.aliases})` : ''}${c.retired ? ' -' : ''}`,
  );

describe('evolveRegistry', () => {
  test('the first classes get their ids in order', () => {
    expect(first.version).toBe(1);
    expect(summary(first)).toEqual(['0 Bread', '1 Egg', '2 Soup']);
  });

  test('the same classes again change nothing, not even the version', () => {
    expect(evolveRegistry(first, configs('Bread', 'Egg', 'Soup'))).toEqual({
      kind: 'evolved',
      registry: first,
      changed: false,
    });
  });

  test('an added class is appended', () => {
    const next = evolved(evolveRegistry(first, configs('Bread', 'Egg', 'Soup', 'Rice')));
    expect(next.version).toBe(2);
    expect(summary(next)).toEqual(['0 Bread', '1 Egg', '2 Soup', '3 Rice']);
  });

  test('a renamed class keeps its id, and its old name goes on meaning it', () => {
    const next = evolved(evolveRegistry(first, configs({ name: 'Loaf', was: ['Bread'] }, 'Egg', 'Soup')));
    expect(summary(next)).toEqual(['0 Loaf (Bread)', '1 Egg', '2 Soup']);
    expect(resolveClass(next, 'Bread')?.id).toBe(0);
    const kept = evolved(evolveRegistry(next, configs('Loaf', 'Egg', 'Soup')));
    expect(kept).toBe(next);
  });

  test('a rename can be taken back', () => {
    const renamed = evolved(evolveRegistry(first, configs({ name: 'Loaf', was: ['Bread'] }, 'Egg', 'Soup')));
    expect(summary(evolved(evolveRegistry(renamed, configs({ name: 'Bread', was: ['Loaf'] }, 'Egg', 'Soup'))))[0]).toBe(
      '0 Bread (Loaf)',
    );
  });

  test('a class left out is retired, its id is not given away, and it comes back with it', () => {
    const without = evolved(evolveRegistry(first, configs('Bread', 'Soup', 'Rice')));
    expect(summary(without)).toEqual(['0 Bread', '1 Egg -', '2 Soup', '3 Rice']);
    const back = evolved(evolveRegistry(without, configs('Bread', 'Egg', 'Soup', 'Rice')));
    expect(summary(back)).toEqual(['0 Bread', '1 Egg', '2 Soup', '3 Rice']);
    expect(back.version).toBe(3);
  });

  test.each<[string, Written[], string]>([
    ['two that swapped places', ['Egg', 'Bread', 'Soup'], "'Bread' stood before 'Egg'"],
    ['a new one in the middle', ['Bread', 'Rice', 'Egg', 'Soup'], "'Rice' is new: write it after 'Egg', at the end"],
    ['one name twice', ['Bread', 'Egg', 'Soup', 'Bread'], "'Bread' is written twice"],
    ['two that became one', [{ name: 'Bread', was: ['Egg'] }, 'Soup'], 'two classes cannot become one'],
    ['swapped names', [{ name: 'Egg', was: ['Bread'] }, 'Soup'], 'two classes cannot become one'],
    ['a mistyped former name', ['Egg', 'Soup', { name: 'Loaf', was: ['Bred'] }], "was 'Bred', which no class was"],
  ])('%s: refused', (_, written, reason) => {
    const evolution = evolveRegistry(first, configs(...written));
    expect(evolution).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) });
  });

  test('a former name cannot be taken by a new class', () => {
    const renamed = evolved(evolveRegistry(first, configs({ name: 'Loaf', was: ['Bread'] }, 'Egg', 'Soup')));
    expect(evolveRegistry(renamed, configs('Loaf', 'Egg', 'Soup', 'Bread'))).toEqual({
      kind: 'refused',
      reason: "'Bread' is a former name of 'Loaf'; to rename that back write was: ['Loaf']",
    });
  });

  test('whatever is applied, every id that was ever given still means the same class', () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const written = fc.array(
      fc.record({ name: fc.constantFrom(...names), was: fc.subarray(names, { maxLength: 2 }) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 8 }), (history) => {
        let registry: ClassRegistry | null = null;
        for (const classes of history) {
          const evolution = evolveRegistry(registry, classes);
          if (evolution.kind === 'refused') continue;
          const before: ClassRegistry | null = registry;
          registry = evolution.registry;
          expect(registry.classes.map((c) => c.id)).toEqual(registry.classes.map((_, i) => i));
          for (const old of before?.classes ?? []) {
            for (const name of [old.name, ...old.aliases]) expect(resolveClass(registry, name)?.id).toBe(old.id);
          }
          expect(registry.classes.filter((c) => !c.retired).map((c) => c.name)).toEqual(classes.map((c) => c.name));
        }
      }),
    );
  });
});
