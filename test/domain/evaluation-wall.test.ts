import { evaluationWall } from '../../src/domain/evaluation-wall';
import { drawRow } from '../draw-row';

const evaluation = drawRow('e', {
  purpose: 'evaluation',
  group: 'burst 1',
  contentSha256: 'sha e',
  perceptualHash: '00000000000000ff',
});
const training = drawRow('t', { perceptualHash: 'ffffffff00000000' });
const other = (change: Parameters<typeof drawRow>[1]) => drawRow('o', change);

describe('the evaluation wall', () => {
  const behind = evaluationWall([evaluation, training]);

  test('holds back the same item, content, bytes and group, and nothing else', () => {
    expect(behind(evaluation)).toBe(true);
    expect(behind(other({ itemId: evaluation.itemId }))).toBe(true);
    expect(behind(other({ etag: evaluation.etag, size: evaluation.size }))).toBe(true);
    expect(behind(other({ contentSha256: 'sha e' }))).toBe(true);
    expect(behind(other({ group: 'burst 1' }))).toBe(true);
    expect(behind(training)).toBe(false);
    expect(behind(other({ group: 'burst 2' }))).toBe(false);
  });

  test('goes by looks only on request', () => {
    const twin = other({ perceptualHash: '00000000000000ff' });
    expect(behind(twin)).toBe(false);
    expect(evaluationWall([evaluation, training], 0)(twin)).toBe(true);
  });

  test('holds back what differs in at most so many bits from an evaluation item, and no training item', () => {
    const within = evaluationWall([evaluation, training], 3);
    expect(within(other({ perceptualHash: '00000000000000f8' }))).toBe(true);
    expect(within(other({ perceptualHash: '00000000000000f0' }))).toBe(false);
    expect(within(other({ perceptualHash: training.perceptualHash }))).toBe(false);
    expect(within(other({ perceptualHash: null }))).toBe(false);
  });

  test('an evaluation item without a hash holds back what it did before', () => {
    const wall = evaluationWall([{ ...evaluation, perceptualHash: null }], 64);
    expect(wall(other({ perceptualHash: '00000000000000ff' }))).toBe(false);
    expect(wall(other({ group: 'burst 1' }))).toBe(true);
  });
});
