import fc from 'fast-check';
import { classFolder, classOfFolder } from '../../src/domain/class-folder';
import { liveClasses, resolveClass } from '../../src/domain/classes';

const registry = {
  version: 1,
  classes: [
    { id: 0, name: 'Bread', aliases: ['Loaf', '2'], retired: false },
    { id: 1, name: 'Noodles/Pasta', aliases: [], retired: true },
    { id: 2, name: 'class_00', aliases: [], retired: false },
  ],
};

describe('resolveClass', () => {
  test.each([
    ['Bread', 0],
    [' Bread ', 0],
    ['Loaf', 0],
    ['Noodles/Pasta', 1],
    ['class_01', 1],
    ['class_1', 1],
    ['1', 1],
    ['0', 0],
  ])('%p is class %d', (raw, id) => {
    expect(resolveClass(registry, raw)?.id).toBe(id);
  });

  test('however its accents are stored, a name is the class', () => {
    const classes = [{ id: 0, name: 'Cr\u00e8me', aliases: ['Bru\u0302le\u0301e'], retired: false }];
    const accented = { version: 1, classes };
    for (const name of ['Cr\u00e8me', 'Cre\u0300me', 'Br\u00fbl\u00e9e', 'Bru\u0302le\u0301e']) {
      expect([name, resolveClass(accented, name)?.id]).toEqual([name, 0]);
    }
  });

  test('a name goes before a folder or an id that reads the same', () => {
    expect(resolveClass(registry, 'class_00')?.id).toBe(2);
    expect(resolveClass(registry, '2')?.id).toBe(0);
  });

  test.each([['bread'], ['3'], ['class_'], ['class_03'], ['-1'], ['1.0'], ['']])('%p is none', (raw) => {
    expect(resolveClass(registry, raw)).toBeNull();
  });

  test('retired classes are not live', () => {
    expect(liveClasses(registry).map((c) => c.id)).toEqual([0, 2]);
  });
});

describe('class folders', () => {
  test('have at least two digits', () => {
    expect(classFolder(3)).toBe('class_03');
    expect(classFolder(123)).toBe('class_123');
  });

  test('say their class, and only in the form they are written', () => {
    fc.assert(fc.property(fc.nat(5000), (id) => classOfFolder(classFolder(id)) === id));
    for (const other of ['class_3', 'class_003', 'class_', 'Class_03', 'class_03x', 'evaluation']) {
      expect(classOfFolder(other)).toBeNull();
    }
  });
});
