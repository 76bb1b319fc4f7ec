import fc from 'fast-check';
import { canonicalJson } from '../../src/domain/canonical-json';

test('keys are sorted at every depth and nothing else is', () => {
  expect(canonicalJson({ b: [2, 1], a: { d: 'ü', c: null } })).toBe('{"a":{"c":null,"d":"ü"},"b":[2,1]}');
});

test('it reads back as the same value, whatever the order of keys was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(JSON.parse(canonicalJson(value))).toEqual(plain);
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
    }),
  );
});

test('properties that are undefined are left out', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});

test.each([
  [{ a: Number.NaN }, 'JSON cannot hold the number NaN at $.a'],
  [[1, undefined], 'JSON cannot hold the undefined at $[1]'],
  [{ at: new Date(0) }, 'JSON cannot hold the object at $.at'],
])('what JSON cannot hold is refused with its place: %p', (value, message) => {
  expect(() => canonicalJson(value)).toThrow(message);
});
