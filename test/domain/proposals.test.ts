import fc from 'fast-check';
import type { RoundProposal } from '../../src/contracts/retraining';
import { newestProposal } from '../../src/domain/proposals';

const ref = { key: 'k', sha256: '0'.repeat(64), rows: 1 };
const proposal = (day: number, version = 1, round = `food11-round-${day}`): RoundProposal => ({
  loop: 'food11',
  configRef: { bucket: 'ledger', key: 'config/x.json', sha256: ref.sha256 },
  round,
  window: { start: `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`, end: '2026-12-01T00:00:00Z' },
  version,
  labels: ref,
  filing: ref,
  estimate: ref,
  headline: { value: 0.7, lower: 0.6, upper: 0.8, n: 100, sufficient: true },
  trainingLabels: 10,
});
const fold = (proposals: RoundProposal[]) =>
  proposals.reduce<RoundProposal | null>((pending, next) => newestProposal(pending, next), null);

describe('newestProposal', () => {
  test('a newer window supersedes an undecided proposal, an older one does not', () => {
    expect(fold([proposal(2), proposal(3)])?.round).toBe('food11-round-3');
    expect(fold([proposal(3), proposal(2)])?.round).toBe('food11-round-3');
  });

  test('newness is the window, not the name of the round', () => {
    expect(fold([proposal(3), proposal(2, 1, 'food11-round-zz')])?.round).toBe('food11-round-3');
  });

  test('an amendment replaces the same round, and only when it is later', () => {
    expect(fold([proposal(2, 2), proposal(2, 1)])?.version).toBe(2);
    expect(fold([proposal(2, 2), proposal(2, 3)])?.version).toBe(3);
  });

  test('an amendment of an older round does not displace a newer round', () => {
    expect(fold([proposal(3), proposal(2, 9)])?.round).toBe('food11-round-3');
  });

  test('the order in which undecided proposals arrive does not matter', () => {
    const proposals = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 4 })).map(([day, v]) => proposal(day, v)),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(
        proposals.chain((given) =>
          fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
        ),
        ([given, shuffled]) => {
          expect(fold(shuffled)).toEqual(fold(given));
        },
      ),
    );
  });
});
