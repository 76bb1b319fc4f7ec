import fc from 'fast-check';
import { parseLenientJson } from '../../src/trainer/lenient-json';
import { cpuMs } from '../cpu-time';

describe('parseLenientJson', () => {
  it('reads NaN, the infinities and numbers beyond a double as null', () => {
    expect(parseLenientJson('{"loss":NaN,"a":[Infinity,-Infinity,1e999,-2.5],"b":{"c":NaN}}')).toEqual({
      loss: null,
      a: [null, null, null, -2.5],
      b: { c: null },
    });
  });

  it('leaves the same words alone within texts, also behind escaped quotes', () => {
    const value = { 'NaN \\" Infinity': 'a "NaN", \\', b: '-Infinity' };
    expect(parseLenientJson(JSON.stringify(value))).toEqual(value);
  });

  it('reads every JSON text as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseLenientJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses what is not JSON, in a time that does not grow with its square', () => {
    const start = cpuMs();
    expect(() => parseLenientJson(`{"a":${'"\\"'.repeat(200_000)}`)).toThrow(SyntaxError);
    expect(() => parseLenientJson(`"${'\\"'.repeat(400_000)}\\`)).toThrow(SyntaxError);
    expect(cpuMs() - start).toBeLessThan(2_000);
  });
});
