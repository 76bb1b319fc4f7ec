import fc from 'fast-check';
import { HammingIndex } from '../../src/domain/hamming-index';
import { cpuMs } from '../cpu-time';

const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const hex = (bits: bigint): string => bits.toString(16).padStart(16, '0');
const differing = (a: bigint, b: bigint): number => [...(a ^ b).toString(2)].filter((bit) => bit === '1').length;

describe('a Hamming index', () => {
  test('finds exactly what differs in at most so many bits, at every radius', () => {
    fc.assert(
      fc.property(
        fc.array(hash, { maxLength: 20 }),
        hash,
        fc.array(fc.nat(63), { maxLength: 20 }),
        fc.integer({ min: 0, max: 64 }),
        (others, sought, flipped, radius) => {
          // One that is near on purpose: random ones differ in about 32 bits.
          const near = flipped.reduce((bits, at) => bits ^ (1n << BigInt(at)), sought);
          const index = new HammingIndex(radius);
          for (const one of [...others, near]) index.add(hex(one));
          expect(index.hasNear(hex(sought))).toBe([...others, near].some((one) => differing(one, sought) <= radius));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('of nothing finds nothing', () => {
    expect(new HammingIndex(64).hasNear('0000000000000000')).toBe(false);
    expect(new HammingIndex(3).hasNear('0000000000000000')).toBe(false);
  });

  test('answers for 10,000 hashes and 20,000 questions in well under a second at a narrow radius', () => {
    let state = 1;
    const word = (): string => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state.toString(16).padStart(8, '0');
    };
    const index = new HammingIndex(6);
    for (let i = 0; i < 10_000; i += 1) index.add(word() + word());
    const start = cpuMs();
    for (let i = 0; i < 20_000; i += 1) index.hasNear(word() + word());
    expect(cpuMs() - start).toBeLessThan(3000);
  });
});
