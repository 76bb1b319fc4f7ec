import type { DrawRow } from '../src/contracts/rows';
import { itemId } from '../src/domain/item-id';

/** A drawn item as a draw that takes all writes it, with whatever a test wants otherwise. */
export const drawRow = (key: string, change: Partial<DrawRow> = {}): DrawRow => {
  const etag = `etag of ${key}`;
  return {
    itemId: itemId({ bucket: 'production', key, etag }),
    bucket: 'production',
    key,
    etag,
    size: 100,
    lastModified: '2026-11-01T00:00:00Z',
    capturedAt: null,
    predictedClass: 1,
    confidence: 0.5,
    scores: null,
    modelVersion: 'm1',
    flagged: false,
    correctedClass: null,
    tags: {},
    origin: 'window',
    draw: 'rest',
    strategy: 'all',
    purpose: 'training',
    probability: 1,
    probabilityKnown: true,
    topUp: false,
    cell: null,
    sampled: false,
    position: 0,
    contentSha256: `sha of ${key}`,
    perceptualHash: null,
    group: null,
    ...change,
  };
};
