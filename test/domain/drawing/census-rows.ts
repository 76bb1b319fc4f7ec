import fc from 'fast-check';
import type { DrawConfig } from '../../../src/contracts/loop-config';
import type { CensusRow } from '../../../src/contracts/rows';

export const registry = {
  version: 1,
  classes: ['Bread', 'Egg', 'Soup'].map((name, id) => ({ id, name, aliases: [], retired: false })),
};
export const window = { start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z' };

export const censusRow = (given: Partial<CensusRow> & { key: string }): CensusRow => ({
  etag: 'e',
  size: 1000,
  lastModified: '2026-11-20T12:00:00Z',
  capturedAt: null,
  predictedClass: 0,
  confidence: 0.5,
  scores: null,
  modelVersion: 'v1',
  flagged: false,
  correctedClass: null,
  tags: {},
  origin: 'window',
  ...given,
});

export const drawConfig = (given: Partial<DrawConfig> & { name: string }): DrawConfig => ({
  strategy: 'random',
  purpose: 'training',
  size: null,
  minPerVersion: null,
  below: null,
  above: null,
  take: 'all',
  weights: null,
  diverse: null,
  where: { predictedClass: null, capturedWithinMs: null, tags: {} },
  ...given,
});

/** A census of distinct keys with few different confidences, so that ties happen. */
export const arbitraryCensus: fc.Arbitrary<CensusRow[]> = fc
  .array(
    fc.record({
      predictedClass: fc.nat(2),
      confidence: fc.option(fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10)),
      scores: fc.option(fc.nat(10).map((tenths) => ({ 0: tenths / 10, 1: 1 - tenths / 10 }))),
      flagged: fc.boolean(),
      correctedClass: fc.option(fc.nat(2)),
      modelVersion: fc.constantFrom('v1', 'v1', 'v2', null),
      origin: fc.constantFrom('window' as const, 'late' as const, 'reread' as const),
    }),
    { maxLength: 80 },
  )
  .map((rows) => rows.map((row, i) => censusRow({ key: `photo-${i}.jpg`, ...row })));

const STRATEGIES = ['random', 'all', 'low-confidence', 'margin', 'entropy', 'flagged', 'corrected'] as const;

export const arbitraryDraws: fc.Arbitrary<DrawConfig[]> = fc
  .array(
    fc.record({
      strategy: fc.constantFrom(...STRATEGIES),
      purpose: fc.constantFrom('evaluation' as const, 'training' as const),
      size: fc.option(fc.integer({ min: 1, max: 25 })),
      below: fc.option(fc.integer({ min: 1, max: 10 }).map((tenths) => tenths / 10)),
      above: fc.option(fc.integer({ min: 0, max: 9 }).map((tenths) => tenths / 10)),
      take: fc.constantFrom('all' as const, 'sample' as const, 'lowest' as const),
    }),
    { maxLength: 6 },
  )
  .map((draws) => draws.map((draw, i) => drawConfig({ name: `draw-${i}`, ...draw })));
