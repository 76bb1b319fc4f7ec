import { cellsOfConfidences, cellsOfEstimate, movedTo } from '../../../src/domain/planning/expected-cells';
import { accuracyOf, withEdgeAt } from '../../../src/domain/planning/planning-cell';

const cell = (from: number, to: number, objects: number, resolved: number, right: number, flagged = false) => ({
  flagged,
  corrected: false,
  band: { from, to },
  objects,
  blind: { resolved, right },
});

const shares = (cells: readonly { share: number }[]) => cells.reduce((sum, { share }) => sum + share, 0);

describe('what an estimate lets expect', () => {
  const cells = cellsOfEstimate(
    [cell(0, 0.5, 100, 20, 8), cell(0, 0.5, 200, 10, 7), cell(0.5, 1, 600, 60, 55), cell(0.5, 1, 100, 0, 0, true)],
    0.8,
  );

  it('is a cell for each band and kind, whatever model version it was', () => {
    expect(cells.map(({ share, flagged }) => [share, flagged])).toEqual([
      [0.3, false],
      [0.6, false],
      [0.1, true],
    ]);
    expect(shares(cells)).toBeCloseTo(1, 12);
  });

  it('is in order of the answers, as good as the whole where there are none, and never perfect', () => {
    const [unsure, sure, flagged] = cells.map(({ accuracy }) => accuracy);
    expect(unsure).toBeLessThan(flagged ?? 0);
    expect(flagged).toBeLessThan(sure ?? 0);
    expect(cellsOfEstimate([cell(0, 1, 10, 5, 5)], 0.9)[0]?.accuracy).toBeLessThan(1);
    expect(accuracyOf(cells)).toBeCloseTo(0.8, 9);
  });

  it('leaves out cells without objects', () => {
    expect(cellsOfEstimate([cell(0, 0.5, 0, 0, 0), cell(0.5, 1, 10, 5, 4)], 0.8)).toHaveLength(1);
  });
});

describe('what confidences let expect', () => {
  const bins = [
    { from: 0, to: 0.5, objects: 20 },
    { from: 0.5, to: 0.6, objects: 0 },
    { from: 0.6, to: 1, objects: 60 },
  ];

  it('is that each band is as often right as its middle says', () => {
    const cells = cellsOfConfidences({ bins, unknown: 20 }, null);
    expect(cells.map(({ share, accuracy }) => [share, accuracy])).toEqual([
      [0.2, 0.25],
      [0.6, 0.8],
      [0.2, expect.closeTo(0.6625, 12)],
    ]);
    expect(cells[2]?.band).toBeNull();
  });

  it('is moved to the accuracy that is known, in the same order', () => {
    const cells = cellsOfConfidences({ bins, unknown: 0 }, 0.9);
    expect(accuracyOf(cells)).toBeCloseTo(0.9, 9);
    expect(cells[0]?.accuracy).toBeLessThan(cells[1]?.accuracy ?? 0);
  });

  it('is nothing where none are stated', () => {
    expect(cellsOfConfidences({ bins: [], unknown: 100 }, 0.9)).toEqual([]);
  });
});

it.each([0.01, 0.5, 0.99, 1])('cells can be moved to an accuracy of %p, also where some are sure', (accuracy) => {
  const cells = cellsOfConfidences({ bins: [{ from: 0, to: 1, objects: 5 }], unknown: 0 }, null);
  const sure = [
    { ...(cells[0] as (typeof cells)[0]), accuracy: 1, share: 0.5 },
    { ...(cells[0] as (typeof cells)[0]), share: 0.5 },
  ];
  expect(accuracyOf(movedTo(accuracy, sure))).toBeCloseTo(accuracy, 9);
});

it('an edge within a band divides it in proportion', () => {
  const [band] = cellsOfConfidences({ bins: [{ from: 0.4, to: 0.8, objects: 5 }], unknown: 0 }, null);
  const parts = withEdgeAt(band ? [band] : [], 0.5);
  expect(parts.map(({ share, band: of }) => [share, of?.from, of?.to])).toEqual([
    [expect.closeTo(0.25, 12), 0.4, 0.5],
    [expect.closeTo(0.75, 12), 0.5, 0.8],
  ]);
  expect(withEdgeAt(band ? [band] : [], 0.9)).toEqual([band]);
});
