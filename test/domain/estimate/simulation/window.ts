import type { Cell, CellTally, Tally } from '../../../../src/contracts/combined-estimate';
import type { Random } from './random';
import type { Part } from './traffic';

export interface Draws {
  evaluation: number;
  /** Below this confidence a second draw takes `size` at random, or those of lowest confidence, or all (no size). */
  low: { below: number; take: 'sample' | 'lowest' | 'all'; size: number } | null;
  /** Flagged and corrected objects are drawn, all of them. */
  kinds: boolean;
  /** People who label the training draws do not see the prediction. */
  blind: boolean;
  /** Share of the evaluation items, and of the others, that people answer. */
  answered: { evaluation: number; training: number };
}

export interface SimulatedWindow {
  cells: CellTally[];
  /** Share of this window's objects that are right. */
  truth: number;
}

interface Stock extends Part {
  /** Left to draw from: right ones and wrong ones. */
  right: number;
  wrong: number;
  objects: number;
  evaluation: Tally;
  training: Tally;
  /** Takes part in the cut of a `lowest` draw: nothing of it was left. */
  cut: boolean;
}

/** Windows of the same traffic, as many as are asked for: each with its own objects, draws in their turn, and answers. */
export function windowsOf(
  parts: readonly Part[],
  objects: number,
  draws: Draws,
  random: Random,
): () => SimulatedWindow {
  const cellsOf = cellsFor(parts, draws);
  return () => {
    const stocks = arrive(parts, objects, random);
    const truth = stocks.reduce((sum, { right }) => sum + right, 0) / objects;
    take(stocks, draws.evaluation, 'evaluation', random);
    if (draws.kinds) {
      for (const kind of ['flagged', 'corrected'] as const) {
        take(
          stocks.filter((stock) => stock[kind]),
          Number.POSITIVE_INFINITY,
          'training',
          random,
        );
      }
    }
    if (draws.low !== null) takeLow(stocks, draws.low, random);
    for (const stock of stocks) {
      answer(stock.evaluation, draws.answered.evaluation, random);
      answer(stock.training, draws.answered.training, random);
    }
    return { cells: cellsOf(stocks), truth };
  };
}

function arrive(parts: readonly Part[], objects: number, random: Random): Stock[] {
  let [left, share] = [objects, 1];
  return parts.map((part, i) => {
    const own = i === parts.length - 1 ? left : random.binomial(left, Math.min(1, part.share / share));
    left -= own;
    share -= part.share;
    const right = random.binomial(own, part.right);
    return {
      ...part,
      objects: own,
      right,
      wrong: own - right,
      evaluation: nothing(),
      training: nothing(),
      cut: false,
    };
  });
}

/** A simple random sample of `size` of what the stocks have left. */
function take(stocks: readonly Stock[], size: number, purpose: 'evaluation' | 'training', random: Random): void {
  let pool = stocks.reduce((sum, stock) => sum + stock.right + stock.wrong, 0);
  let wanted = Math.min(size, pool);
  for (const stock of stocks) {
    const own = stock.right + stock.wrong;
    const taken = random.hypergeometric(own, pool - own, wanted);
    const right = random.hypergeometric(stock.right, stock.wrong, taken);
    pool -= own;
    wanted -= taken;
    stock.right -= right;
    stock.wrong -= taken - right;
    stock[purpose].drawn += taken;
    stock[purpose].right += right;
  }
}

function takeLow(stocks: readonly Stock[], low: NonNullable<Draws['low']>, random: Random): void {
  const reached = stocks.filter((stock) => stock.to <= low.below);
  if (low.take !== 'lowest') {
    take(reached, low.take === 'all' ? Number.POSITIVE_INFINITY : low.size, 'training', random);
    return;
  }
  let wanted = low.size;
  for (const stock of [...reached].sort((a, b) => a.from - b.from)) {
    const own = stock.right + stock.wrong;
    // The parts of a `lowest` scenario are narrow: the few of the one that is cut through are left out.
    if (own > wanted) return;
    take([stock], own, 'training', random);
    wanted -= own;
    stock.cut = true;
  }
}

/** `drawn` items and the right ones among them become answers, a random share of them. */
function answer(tally: Tally, share: number, random: Random): void {
  const right = tally.right;
  tally.resolved = share === 1 ? tally.drawn : random.binomial(tally.drawn, share);
  tally.right = random.hypergeometric(right, tally.drawn - right, tally.resolved);
}

/** What each part belongs to, where a `lowest` draw took all of it and where not, is the same in every window. */
function cellsFor(parts: readonly Part[], draws: Draws): (stocks: readonly Stock[]) => CellTally[] {
  const cells: Cell[] = [];
  const known = new Map<string, number>();
  const placeOf = ({ flagged, corrected, band }: Part, reachedBy: string[]): number => {
    const key = JSON.stringify([flagged, corrected, band, reachedBy]);
    const place = known.get(key) ?? cells.length;
    if (place === cells.length) cells.push({ modelVersion: 'v1', flagged, corrected, band, reachedBy, objects: 0 });
    known.set(key, place);
    return place;
  };
  const places = parts.map((part) => [false, true].map((cut) => placeOf(part, reaching(part, draws, cut))));
  return (stocks) => {
    const tallies = cells.map((cell) => ({ ...cell, evaluation: nothing(), blind: nothing(), all: nothing() }));
    stocks.forEach((stock, at) => {
      const tally = tallies[places[at]?.[stock.cut ? 1 : 0] as number] as CellTally;
      tally.objects += stock.objects;
      addTo(tally.evaluation, stock.evaluation);
      addTo(tally.blind, stock.evaluation);
      addTo(tally.all, stock.evaluation);
      if (draws.blind) addTo(tally.blind, stock.training);
      addTo(tally.all, stock.training);
    });
    return tallies.filter(({ objects: own }) => own > 0);
  };
}

function reaching(part: Part, { kinds, low }: Draws, cut: boolean): string[] {
  const names = [];
  if (kinds && part.flagged) names.push('flagged');
  if (kinds && part.corrected) names.push('corrected');
  if (low !== null && part.to <= low.below) names.push(cut ? 'low-confidence (taken)' : 'low-confidence');
  return names;
}

const nothing = (): Tally => ({ drawn: 0, resolved: 0, right: 0 });

function addTo(sum: Tally, tally: Tally): void {
  sum.drawn += tally.drawn;
  sum.resolved += tally.resolved;
  sum.right += tally.right;
}
