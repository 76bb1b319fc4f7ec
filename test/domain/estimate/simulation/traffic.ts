import { bandEdges, bandOf } from '../../../../src/domain/drawing/band-edges';
import { normalQuantile } from '../../../../src/domain/estimate/normal';

/** What a model says of how sure it is, and how often it is right then: a distribution on a grid of confidences. */
export interface Confidences {
  points: { confidence: number; share: number; right: number }[];
}

/** A part of the traffic: objects of one kind, of confidence `from` to `to`, which lies in one band. */
export interface Part {
  flagged: boolean;
  corrected: boolean;
  from: number;
  to: number;
  band: { from: number; to: number };
  share: number;
  /** Chance that such an object is right. */
  right: number;
}

const GRID = 2000;

/**
 * Scores of right and wrong answers are normal, apart by what the AUROC asks for. `sureness` 1 is calibrated; above it,
 * the model is too sure of itself, as networks are.
 */
export function binormal(accuracy: number, auroc: number, sureness = 1): Confidences {
  const distance = Math.SQRT2 * normalQuantile(auroc);
  const prior = Math.log(accuracy / (1 - accuracy));
  return normalized(
    Array.from({ length: GRID }, (_, i) => {
      const score = -6 + ((i + 0.5) / GRID) * (12 + distance);
      const whenRight = accuracy * Math.exp(-((score - distance) ** 2) / 2);
      const whenWrong = (1 - accuracy) * Math.exp(-(score ** 2) / 2);
      const evidence = prior + distance * score - distance ** 2 / 2;
      return {
        confidence: 1 / (1 + Math.exp(-sureness * evidence)),
        share: whenRight + whenWrong,
        right: whenRight / (whenRight + whenWrong),
      };
    }),
  );
}

/** Confidence is Beta(accuracy·k, (1-accuracy)·k) and right as often as it says. */
export function beta(mean: number, k: number): Confidences {
  const [a, b] = [mean * k, (1 - mean) * k];
  return normalized(
    Array.from({ length: GRID }, (_, i) => {
      // Closer together near 1, where the density may have no bound.
      const u = (i + 0.5) / GRID;
      const confidence = 1 - u ** 10;
      const share = confidence ** (a - 1) * u ** (10 * b - 1);
      return { confidence, share, right: confidence };
    }),
  );
}

export const accuracyOf = ({ points }: Confidences): number =>
  points.reduce((sum, { share, right }) => sum + share * right, 0);

/** Chance that a right answer has more confidence than a wrong one. */
export function aurocOf({ points }: Confidences): number {
  let [wrongBelow, pairs, wrong, right] = [0, 0, 0, 0];
  for (const point of [...points].sort((a, b) => a.confidence - b.confidence)) {
    const own = point.share * (1 - point.right);
    pairs += point.share * point.right * (wrongBelow + own / 2);
    wrongBelow += own;
    wrong += own;
    right += point.share * point.right;
  }
  return pairs / (wrong * right);
}

export interface Mix {
  flagged: number;
  corrected: number;
  /** Thresholds of confidence of the draws: no part has objects on both sides of one. */
  thresholds: readonly number[];
  /** Into how many parts a draw that takes the lowest confidences may cut what lies below. */
  cuts?: number;
}

/** Accuracy of what users flag or correct: nearly all of it is wrong. */
const RIGHT_IF_FLAGGED = 0.06;
const RIGHT_IF_CORRECTED = 0.02;

/** Traffic of this accuracy, with flagged and corrected objects in it; these look as wrong ones do. */
export function trafficOf(accuracy: number, model: (accuracy: number) => Confidences, mix: Mix): Part[] {
  const { flagged, corrected } = mix;
  const plain = 1 - flagged - corrected;
  const confidences = model((accuracy - flagged * RIGHT_IF_FLAGGED - corrected * RIGHT_IF_CORRECTED) / plain);
  const wrong = normalized(confidences.points.map((point) => ({ ...point, share: point.share * (1 - point.right) })));
  const bands = edgesOf(confidences, mix);
  const kind = (of: Confidences, share: number) => banded(of, bands, mix, share);
  return [
    ...kind(confidences, plain).map((part) => ({ ...part, flagged: false, corrected: false })),
    ...kind(wrong, flagged).map((part) => ({ ...part, flagged: true, corrected: false, right: RIGHT_IF_FLAGGED })),
    ...kind(wrong, corrected).map((part) => ({ ...part, flagged: false, corrected: true, right: RIGHT_IF_CORRECTED })),
  ].filter(({ share }) => share > 0);
}

/** The bands that a round freezes: thresholds and quintiles, by the product's own rule. */
function edgesOf({ points }: Confidences, { thresholds }: Mix): number[] {
  let total = 0;
  const sorted = [...points]
    .sort((x, y) => x.confidence - y.confidence)
    .map(({ confidence, share }) => {
      const below = total;
      total += share;
      return { confidence, below };
    });
  const below = (edge: number) => sorted.find(({ confidence }) => confidence >= edge)?.below ?? 1;
  const quintiles = [0.2, 0.4, 0.6, 0.8].map((share) => sorted.find((at) => at.below >= share)?.confidence ?? 1);
  const objects = 100_000;
  const candidates = [...thresholds, ...quintiles].map((edge) => ({ edge, below: below(edge) * objects }));
  return bandEdges(candidates, objects);
}

function banded({ points }: Confidences, edges: readonly number[], { thresholds, cuts = 1 }: Mix, weight: number) {
  const highest = Math.max(0, ...thresholds);
  const cutsBelow = Array.from({ length: cuts - 1 }, (_, i) => (highest * (i + 1)) / cuts);
  const starts = [...new Set([0, ...edges, ...thresholds, ...cutsBelow])].sort((a, b) => a - b);
  return starts.map((from, i) => {
    const to = starts[i + 1] ?? 1;
    const inside = points.filter(({ confidence }) => confidence >= from && (confidence < to || to === 1));
    const share = inside.reduce((sum, point) => sum + point.share, 0);
    const right = inside.reduce((sum, point) => sum + point.share * point.right, 0);
    return { from, to, band: bandOf(from, edges), share: weight * share, right: share === 0 ? 0 : right / share };
  });
}

function normalized(points: Confidences['points']): Confidences {
  const total = points.reduce((sum, { share }) => sum + share, 0);
  return { points: points.map((point) => ({ ...point, share: point.share / total })) };
}
