import { objectionsOf } from '../../src/label-studio/objections';

describe('objectionsOf', () => {
  test('names the field of each objection, and leaves out the items that are fine', () => {
    const json = {
      detail: 'Validation error',
      validation_errors: { non_field_errors: [{}, 'Error at item 1: "image" key is expected', {}] },
    };
    expect(objectionsOf(json)).toEqual(['non_field_errors: Error at item 1: "image" key is expected']);
  });

  test('reads the form without detail', () => {
    expect(objectionsOf({ label_config: ['no element found: line 1'] })).toEqual([
      'label_config: no element found: line 1',
    ]);
  });

  test('takes the detail where there is nothing else, on one line', () => {
    expect(objectionsOf({ detail: 'Created annotations are incompatible:\n1 with from_name=zz' })).toEqual([
      'Created annotations are incompatible: 1 with from_name=zz',
    ]);
  });

  test('of a thousand it shows the first five and says how many there are', () => {
    const errors = Array.from({ length: 1000 }, (_, i) => `item ${i}`);
    const objections = objectionsOf({ validation_errors: { task: errors } });
    expect(objections).toHaveLength(6);
    expect(objections.at(-1)).toBe('and 995 more');
  });

  test('nothing readable is no objection', () => {
    expect(objectionsOf('oops')).toEqual([]);
    expect(objectionsOf(null)).toEqual([]);
  });
});
