import type { DriftEstimate } from '../../../src/contracts/alarms';
import { alarmsOf } from '../../../src/domain/alarms/alarms';
import { gapOf, windowWith } from './windows';

const nothing = { windows: [], drift: [], target: null, confidence: 0.95 };
const driftOf = (of: DriftEstimate['of'], psi: number, n = 1000): DriftEstimate => ({
  of,
  reference: 'round-1',
  psi,
  critical: 29.588 * (2 / n),
  bins: 11,
  n,
  nReference: n,
});

test('what nobody could look at has no alarm', () => {
  expect(alarmsOf(nothing)).toEqual([]);
  expect(alarmsOf({ ...nothing, windows: [windowWith(50, 100)] })).toEqual([]);
  expect(alarmsOf({ ...nothing, target: 0.8, windows: [windowWith(3, 8, { sufficient: false })] })).toEqual([]);
  expect(alarmsOf({ ...nothing, drift: [driftOf('model version', 5)] })).toEqual([]);
});

describe('below the target', () => {
  const alarm = (windows: ReturnType<typeof windowWith>[], target = 0.85) =>
    alarmsOf({ ...nothing, target, windows }).find(({ kind }) => kind === 'below-target');

  test('it is raised when the upper bounds of two windows in a row lie below', () => {
    const found = alarm([windowWith(70, 100), windowWith(72, 100), windowWith(90, 100)]);
    expect(found).toMatchObject({
      raised: true,
      says: 'The accuracy in production lies below the target of 85.0 %, for even the upper bounds of two windows in a row do: 70.0 %, at most 78.8 % (n = 100, round round-70-of-100), and before that 72.0 %, at most 80.5 % (n = 100, round round-72-of-100).',
    });
  });

  test('one window is not enough, nor are two with a good one between', () => {
    expect(alarm([windowWith(70, 100)])?.raised).toBe(false);
    expect(alarm([windowWith(70, 100), windowWith(90, 100), windowWith(70, 100)])?.raised).toBe(false);
  });

  test('an estimate below the target is not enough while its upper bound is above', () => {
    const found = alarm([windowWith(80, 100), windowWith(80, 100)]);
    expect(found?.raised).toBe(false);
    expect(found?.says).toContain('is not shown to lie below the target of 85.0 %');
  });

  test('windows with too few answers are passed over', () => {
    const few = windowWith(1, 10, { sufficient: false });
    expect(alarm([few, windowWith(70, 100), few, windowWith(70, 100)])?.raised).toBe(true);
  });

  test('a new model that is as bad as the one before is no excuse, and one that is better ends it', () => {
    const old = { modelVersion: 'v0' };
    expect(alarm([windowWith(70, 100), windowWith(70, 100, old)])?.raised).toBe(true);
    expect(alarm([windowWith(90, 100), windowWith(70, 100, old), windowWith(70, 100, old)])?.raised).toBe(false);
  });
});

describe('drift', () => {
  const alarm = (...drift: DriftEstimate[]) => alarmsOf({ ...nothing, drift })[0];

  test('it is raised beyond chance and beyond what matters', () => {
    expect(alarm(driftOf('predicted class', 0.2), driftOf('confidence', 0.01))).toMatchObject({
      raised: true,
      says: 'The predicted classes are distributed differently from round round-1: stability index of the predicted classes 0.200, raised above 0.100 (1000 against 1000 objects), stability index of the confidences 0.010, raised above 0.100 (1000 against 1000 objects).',
    });
  });

  test('a change that is certain but small is none, and a large one of few objects may be chance', () => {
    expect(alarm(driftOf('predicted class', 0.05, 1_000_000))?.raised).toBe(false);
    expect(alarm(driftOf('predicted class', 0.5, 100))?.raised).toBe(false);
    expect(alarm(driftOf('predicted class', 0.6, 100))?.raised).toBe(true);
  });

  test('another mix of model versions alone raises nothing', () => {
    expect(alarm(driftOf('confidence', 0.01), driftOf('model version', 4))?.raised).toBe(false);
  });
});

describe('calibration', () => {
  const alarm = (...gaps: [number, number, number][]) =>
    alarmsOf({ ...nothing, windows: gaps.map((gap) => windowWith(80, 100, { calibration: gapOf(...gap) })) })[0];

  test('it is raised when the model is too sure of itself twice in a row', () => {
    expect(alarm([0.1, 0.02, 0.18], [0.12, 0.03, 0.2])).toMatchObject({
      kind: 'calibration',
      raised: true,
      says: 'The confidence of model v1 is higher than its accuracy by more than 5 points in two windows in a row: mean confidence 90.0 % minus accuracy 80.0 % is 10.0 points (2.0 to 18.0, n = 100, round round-80-of-100), and before that mean confidence 90.0 % minus accuracy 78.0 % is 12.0 points (3.0 to 20.0, n = 100, round round-80-of-100).',
    });
  });

  test.each<[string, [number, number, number][]]>([
    ['once', [[0.1, 0.02, 0.18]]],
    [
      'to opposite sides',
      [
        [0.1, 0.02, 0.18],
        [-0.1, -0.18, -0.02],
      ],
    ],
    [
      'by less than matters',
      [
        [0.03, 0.02, 0.04],
        [0.03, 0.02, 0.04],
      ],
    ],
    [
      'by what may be chance',
      [
        [0.1, -0.01, 0.21],
        [0.1, 0.02, 0.18],
      ],
    ],
  ])('it is not raised when they differ %s', (_, gaps) => {
    const found = alarm(...gaps);
    expect(found?.raised).toBe(false);
    expect(found?.says).toMatch(/^Confidence and accuracy of model v1 are not shown to differ/);
  });

  test('a model that is not sure enough is told from one that is too sure', () => {
    expect(alarm([-0.1, -0.18, -0.02], [-0.1, -0.18, -0.02])?.says).toMatch(/is lower than its accuracy/);
  });
});
