import { objectionsOf } from '../../src/label-studio/objections';

describe('objectionsOf', () => {
  test('names the field of each objection, and leaves out the items that are fine', () => {
    const json = {
      detail: 'Validation error',
      validation_errors: { non_field_errors: [{}, 'Error at item 1: "image" key is expected', {}] },
    };
    expect(objectionsOf(json)).toEqual(['non_field_errors: Error at item 1: "image" key is expected']);
  });

  test('leaves out the task that Label Studio repeats, and of addresses all but the host', () => {
    const echo = `Error at item 0: "note" key is expected :: {'data': {'image': 'http://a.b/media/TOKEN'}}`;
    const cors = 'cannot load http://user:pass@store:7070/b/k.png?X-Amz-Signature=51 or "https://c.d".';
    expect(objectionsOf({ validation_errors: { non_field_errors: [echo, cors] } })).toEqual([
      'non_field_errors: Error at item 0: "note" key is expected',
      'non_field_errors: cannot load http://store:7070/… or "https://c.d".',
    ]);
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
