import type { DrawFilter } from '../../../src/contracts/loop-config';
import { matcher } from '../../../src/domain/drawing/matching';
import { censusRow, drawConfig, registry, window } from './census-rows';

const where = (filter: Partial<DrawFilter>) =>
  matcher(
    drawConfig({ name: 'd', where: { predictedClass: null, capturedWithinMs: null, tags: {}, ...filter } }),
    window.end,
    registry,
  );
const row = (given: Parameters<typeof censusRow>[0] | object) => censusRow({ key: 'a.jpg', ...given });

describe('where', () => {
  test('predictedClass narrows to the classes it names, by any of their names', () => {
    const matches = where({ predictedClass: ['Egg', 'class_02'] });
    expect([0, 1, 2].map((predictedClass) => matches(row({ predictedClass })))).toEqual([false, true, true]);
  });

  test('a class that nobody knows is refused with the draw it stands in', () => {
    expect(() => where({ predictedClass: ['Burger'] })).toThrow(
      "draw 'd': where.predictedClass: no class is called 'Burger'",
    );
  });

  test('capturedWithin counts back from the end of the window, from capture, else from storing', () => {
    const matches = where({ capturedWithinMs: 12 * 3_600_000 });
    expect(matches(row({ capturedAt: '2026-11-20T12:00:00.000Z' }))).toBe(true);
    expect(matches(row({ capturedAt: '2026-11-20T11:59:59.999Z' }))).toBe(false);
    expect(matches(row({ lastModified: '2026-11-20T12:00:00Z' }))).toBe(true);
    expect(matches(row({ lastModified: '2026-11-20T11:59:59Z' }))).toBe(false);
    expect(matches(row({ capturedAt: '2026-11-01T00:00:00.000Z', lastModified: '2026-11-20T23:00:00Z' }))).toBe(false);
  });

  test('tags are joined by and, their values by or', () => {
    const matches = where({ tags: { site: ['a', 'b'], device: ['x'] } });
    expect(matches(row({ tags: { site: 'b', device: 'x', more: 'y' } }))).toBe(true);
    expect(matches(row({ tags: { site: 'b' } }))).toBe(false);
    expect(matches(row({ tags: { site: 'c', device: 'x' } }))).toBe(false);
  });

  test('a tag that is absent is not an empty one', () => {
    expect(where({ tags: { site: [''] } })(row({ tags: {} }))).toBe(false);
    expect(where({ tags: { site: [''] } })(row({ tags: { site: '' } }))).toBe(true);
    expect(where({ tags: { constructor: ['x'] } })(row({ tags: {} }))).toBe(false);
  });
});

describe('low confidence', () => {
  const below = matcher(drawConfig({ name: 'd', strategy: 'low-confidence', below: 0.7 }), window.end, registry);

  test('is strictly below, and a row without confidence is not low', () => {
    expect([0.699, 0.7, null].map((confidence) => below(row({ confidence })))).toEqual([true, false, false]);
  });
});
