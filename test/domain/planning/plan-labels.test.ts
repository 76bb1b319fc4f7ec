import type { DrawConfig, LoopConfig } from '../../../src/contracts/loop-config';
import { undivided } from '../../../src/domain/planning/expected-cells';
import type { PlanningGround } from '../../../src/domain/planning/plan';
import { planLabels } from '../../../src/domain/planning/plan-labels';
import type { PlanningCell } from '../../../src/domain/planning/planning-cell';
import { powerToShow } from '../../../src/domain/planning/power';
import { draw, loopConfig } from '../../rounds/loop-fixture';
import { calibratedCells } from './cells-of-confidence';

const evaluation = draw({ name: 'evaluation', strategy: 'random', purpose: 'evaluation', size: 100, take: 'sample' });
const low = draw({ name: 'low', strategy: 'low-confidence', below: 0.7, size: 200, take: 'sample' });

const loop = (draws: DrawConfig[], blind = true): LoopConfig =>
  loopConfig((config) => {
    config.draws = draws;
    config.annotation.blind = blind;
    config.annotation.until.evaluation.atLeast = 40;
  });

const model = calibratedCells(2, 0.4, 8);

const ground = (changes: Partial<PlanningGround> = {}): PlanningGround => ({
  accuracy: { expected: model.accuracy, cautious: 0.75, from: 'estimate', round: 'r' },
  population: { objects: 2000, from: 'estimate' },
  bands: { cells: model.cells, from: 'estimate' },
  unresolved: 0,
  ...changes,
});

const nothingAsked = { margin: null, labels: null, improvement: null };

describe('what the configured sizes will give', () => {
  it('is narrower by every blind draw, and counts none whose people saw the prediction', () => {
    const alone = planLabels(loop([evaluation]), ground(), nothingAsked).configured;
    const both = planLabels(loop([evaluation, low]), ground(), nothingAsked).configured;
    const seen = planLabels(loop([evaluation, low], false), ground(), nothingAsked).configured;
    expect(both.evaluation).toEqual(alone.evaluation);
    expect(both.combined.widthRatio).toBeLessThan(alone.combined.widthRatio);
    expect(alone.combined.widthRatio).toBeLessThan(1);
    expect(seen.combined.halfWidthThisWindow).toBeCloseTo(alone.combined.halfWidthThisWindow, 3);
    expect(seen.draws[1]).toMatchObject({
      name: 'low',
      notCounted: expect.stringContaining('annotation.blind: false'),
    });
    expect(both.draws[1]).toEqual({ name: 'low', labels: 200, notCounted: null });
  });

  it('is what a draw that takes all, or the lowest, answers of the cells below its threshold', () => {
    const labelsOf = (size: number | null, take: DrawConfig['take']) =>
      planLabels(loop([evaluation, { ...low, size, take }]), ground(), nothingAsked).configured.draws[1]?.labels;
    const share = model.cells.reduce((sum, { share: of, band }) => {
      const { from, to } = band ?? { from: 0, to: 0 };
      return sum + of * Math.min(1, Math.max(0, (0.7 - from) / (to - from)));
    }, 0);
    expect(labelsOf(null, 'all')).toBe(Math.round(share * 1900));
    expect(labelsOf(150, 'lowest')).toBe(150);
    expect(labelsOf(5000, 'sample')).toBe(Math.round(share * 1900));
  });

  it('takes flagged and corrected images whole where they are cells', () => {
    const kinds: PlanningCell[] = [
      { share: 0.02, accuracy: 0.2, band: { from: 0, to: 1 }, flagged: true, corrected: false },
      { share: 0.03, accuracy: 0.1, band: { from: 0, to: 1 }, flagged: false, corrected: true },
      { share: 0.95, accuracy: 0.85, band: { from: 0, to: 1 }, flagged: false, corrected: false },
    ];
    const draws = [evaluation, draw({ name: 'f', strategy: 'flagged' }), draw({ name: 'c', strategy: 'corrected' })];
    const { configured } = planLabels(loop(draws), ground({ bands: { cells: kinds, from: 'estimate' } }), nothingAsked);
    expect(configured.draws.map(({ labels }) => labels)).toEqual([100, 38, 57]);
    const guessed = planLabels(
      loop(draws),
      ground({ bands: { cells: model.cells, from: 'confidences' } }),
      nothingAsked,
    );
    expect(guessed.configured.draws[1]).toEqual({
      name: 'f',
      labels: null,
      notCounted: expect.stringContaining('flag'),
    });
  });

  it.each([
    ['narrowed by where', { ...low, where: { ...low.where, predictedClass: ['Bread'] } }, '`where`'],
    ['of another strategy', draw({ name: 'low', strategy: 'diverse', size: 50 }), 'diverse'],
  ])('does not count a draw %s', (_, other, reason) => {
    const { configured } = planLabels(loop([evaluation, other]), ground(), nothingAsked);
    expect(configured.draws[1]?.notCounted).toContain(reason);
  });

  it('needs no population and no confidences', () => {
    const without = ground({
      population: { objects: null, from: 'nothing' },
      bands: { cells: undivided(model.accuracy), from: 'nothing' },
    });
    const plan = planLabels(loop([evaluation, low]), without, nothingAsked);
    expect(plan.configured.combined.widthRatio).toBeCloseTo(1, 6);
    expect(plan.configured.evaluation.halfWidth).toBe(plan.configured.evaluation.halfWidthThisWindow);
    expect(plan.configured.draws[1]?.notCounted).toContain('not known');
    expect(plan.split).toBeNull();
  });

  it('has an evaluation draw of as many labels as its margin asks for', () => {
    const plan = planLabels(loop([{ ...evaluation, size: { margin: 0.05 } }]), ground(), nothingAsked);
    expect(plan.margin.margin).toBe(0.05);
    expect(plan.configured.evaluation.labels).toBe(plan.margin.labels);
  });
});

describe('the labels for a margin', () => {
  it('are those at the cautious accuracy, beside the worst case', () => {
    const { margin } = planLabels(loop([evaluation]), ground(), { ...nothingAsked, margin: 0.03 });
    expect(margin).toMatchObject({ margin: 0.03, labels: 798, labelsAtWorst: 1064, toDraw: 798, reached: true });
  });

  it('come with the images that nobody will settle', () => {
    const { margin } = planLabels(loop([evaluation]), ground({ unresolved: 0.2 }), { ...nothingAsked, margin: 0.03 });
    expect(margin.toDraw).toBe(Math.ceil(798 / 0.8));
  });

  it('are all there are where these are too few, which is said', () => {
    const few = ground({ population: { objects: 300, from: 'window' } });
    expect(planLabels(loop([evaluation]), few, { ...nothingAsked, margin: 0.03 }).margin).toMatchObject({
      labels: 300,
      toDraw: 300,
      reached: false,
    });
  });
});

describe('the split', () => {
  it('is of the labels that the file asks for unless others are named, with its threshold and the best one', () => {
    const split = planLabels(loop([evaluation, low]), ground(), nothingAsked).split;
    expect(split).toMatchObject({ labels: 300, blind: true });
    expect(split?.configured?.halfWidth).toBeGreaterThanOrEqual(split?.best.halfWidth ?? 1);
    expect(split?.best.random).toBeGreaterThanOrEqual(40);
    expect(planLabels(loop([evaluation]), ground(), { ...nothingAsked, labels: 500 }).split).toMatchObject({
      labels: 500,
      configured: null,
    });
  });

  it('is the one of blind labels where those of the loop are not, which is said', () => {
    const seen = planLabels(loop([evaluation, low], false), ground(), nothingAsked).split;
    const blind = planLabels(loop([evaluation, low]), ground(), nothingAsked).split;
    expect(seen).toEqual({ ...blind, blind: false });
  });

  it('never spends more labels than there are objects', () => {
    const few = ground({ population: { objects: 120, from: 'window' } });
    expect(planLabels(loop([evaluation]), few, { ...nothingAsked, labels: 500 }).split?.labels).toBe(120);
  });
});

describe('the power', () => {
  it('is that of one round and of pooled ones, up to four times in five', () => {
    const { power } = planLabels(loop([evaluation]), ground(), nothingAsked);
    const question = { accuracy: model.accuracy, improvement: 0.05, confidence: 0.95 };
    expect(power?.byRounds.map(({ rounds }) => rounds)).toEqual([1, 2, 4, 8]);
    expect(power?.byRounds[2]?.power).toBe(powerToShow(question, 400));
    expect(powerToShow(question, power?.for80.labels ?? 0)).toBeGreaterThanOrEqual(0.8);
    expect(power?.for80.rounds).toBe(Math.ceil((power?.for80.labels ?? 0) / 100));
  });

  it('is of half of what is missing where five points are not', () => {
    const accuracy = { expected: 0.98, cautious: 0.95, from: 'option', round: null } as const;
    expect(planLabels(loop([evaluation]), ground({ accuracy }), nothingAsked).power?.improvement).toBeCloseTo(0.01, 12);
    const perfect = { ...accuracy, expected: 1 };
    expect(planLabels(loop([evaluation]), ground({ accuracy: perfect }), nothingAsked).power).toBeNull();
  });
});
