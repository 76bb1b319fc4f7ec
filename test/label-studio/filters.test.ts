import { all, fewerAnswersThan, ofItems, touchedSince, unanswered } from '../../src/label-studio/filters';

describe('filters of the data manager', () => {
  test('every filter carries the prefix without which Label Studio ignores it', () => {
    const query = all(ofItems(['a']), touchedSince('2026-11-21T02:05:29Z'), ...unanswered);
    expect(query.filters.items.every(({ filter }) => filter.startsWith('filter:tasks:'))).toBe(true);
    expect(query.filters.items).toHaveLength(5);
  });

  test('instants always have a fraction, for without one Label Studio answers 500', () => {
    expect(touchedSince('2026-11-21T02:05:29Z').value).toBe('2026-11-21T02:05:29.000Z');
    expect(touchedSince('2026-11-21T02:05:29.123456Z').value).toBe('2026-11-21T02:05:29.123Z');
  });

  test('fewer than n answers: every split into answers and skips is in exactly one of the filters', () => {
    for (const annotators of [1, 2, 3]) {
      for (let answers = 0; answers <= 4; answers += 1) {
        for (let skips = 0; skips <= 4; skips += 1) {
          const matching = fewerAnswersThan(annotators).filter(
            ([total, cancelled]) => answers === total?.value && skips < Number(cancelled?.value),
          );
          expect(matching).toHaveLength(answers + skips < annotators ? 1 : 0);
        }
      }
    }
  });
});
