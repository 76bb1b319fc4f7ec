import type { ClassRegistry } from '../../contracts/classes';
import type { DrawConfig } from '../../contracts/loop-config';
import type { CensusRow } from '../../contracts/rows';
import { resolveClass } from '../classes';
import { byDoubt, type Candidate, type Selection, type Taken } from './candidate';
import { classWeightedSelection } from './class-weighted-selection';
import { diverseSelection } from './diverse-selection';
import { doubtOf } from './doubt';
import { drawSize, type Sizing } from './draw-size';
import { lowestSelection } from './lowest-selection';
import { matcher } from './matching';
import { rankOf } from './rank';
import { isCut, isUnlimited } from './strategies';
import { toppedUpSelection } from './topped-up-selection';

export interface PassInput {
  seed: string;
  window: { start: string; end: string };
  registry: ClassRegistry;
  sizing: Sizing;
  /** Perceptual hash of an item's image; null where there is none, undefined where it was not read. */
  hashOf(itemId: string): string | null | undefined;
  /** Hashes of what was drawn before this draw, in this round and earlier ones. */
  drawnBefore(): Iterable<string>;
}

type Offered = Omit<Candidate, 'rank' | 'doubt'>;

/** One draw on its way through the census. */
export interface Pass {
  readonly draw: DrawConfig;
  matches(row: CensusRow): boolean;
  /** Rows that it takes at most, of those seen so far; 0 for a draw without limit, which leaves later ones nothing. */
  most(): number;
  offer(row: Offered): void;
  take(gone: ReadonlyMap<string, CensusRow>): { matched: number; taken: Taken[] };
  /** After `take`, of a draw that cuts: whether everything that was no surer than this row is drawn. */
  isBelowCut(row: Offered): boolean;
  /** Rows whose images are compared. */
  pool(gone: ReadonlyMap<string, CensusRow>): Candidate[];
}

/** @param earlier the passes before: what they take, this one must do without */
export function createPass(draw: DrawConfig, earlier: readonly Pass[], input: PassInput): Pass {
  const within = (): number => earlier.reduce((sum, pass) => sum + pass.most(), 0);
  const most = drawSize(draw.size, null, input.sizing);
  const rank = rankOf(input.seed, input.window.start, `draw ${draw.name}`);
  const doubt = isCut(draw) ? doubtOf(draw, input.registry) : () => 0;
  const ranked = ({ row, itemId, base }: Offered): Candidate => ({
    row,
    itemId,
    base,
    rank: rank(itemId),
    doubt: doubt(row) ?? 0,
  });
  const { selection, topUps = () => 0, pool = () => [] } = select(draw, most, within, rank, input);
  let cut: Candidate | 'everything' | null = null;
  return {
    draw,
    matches: matcher(draw, input.window.end, input.registry),
    most: () => (isUnlimited(draw) ? 0 : most + topUps()),
    offer: (row) => selection.offer(ranked(row)),
    take(gone) {
      const result = selection.take(gone);
      cut = result.taken.length === result.matched ? 'everything' : (result.taken.at(-1) ?? null);
      return result;
    },
    isBelowCut: (row) => cut === 'everything' || (cut !== null && byDoubt(ranked(row), cut) <= 0),
    pool,
  };
}

interface Selected {
  selection: Selection;
  topUps?: () => number;
  pool?: Pass['pool'];
}

function select(
  draw: DrawConfig,
  most: number,
  within: () => number,
  rank: (itemId: string) => string,
  { registry, sizing, hashOf, drawnBefore }: PassInput,
): Selected {
  const capacity = (): number => most + within();
  if (draw.strategy === 'diverse' && draw.diverse !== null) {
    const selection = diverseSelection({ size: most, diverse: draw.diverse, within, hashOf, drawnBefore });
    return { selection, pool: selection.pool };
  }
  if (draw.strategy === 'class-weighted') {
    return {
      selection: classWeightedSelection({
        size: most,
        weightOf: weightOf(draw, registry),
        capacity,
        start: Number.parseInt(rank('start').slice(0, 13), 16) / 16 ** 13,
      }),
    };
  }
  const sizeOf = (matched: number): number => drawSize(draw.size, matched, sizing);
  const lowest = lowestSelection({ cuts: isCut(draw), sizeOf, capacity });
  const least = draw.minPerVersion;
  if (least === null) return { selection: lowest };
  const selection = toppedUpSelection(lowest, least, within);
  return { selection, topUps: () => least * selection.versions() };
}

/** Classes that `weights` does not name weigh 1. @throws RangeError where it names no class */
function weightOf({ name, weights }: DrawConfig, registry: ClassRegistry): ((classId: number) => number) | null {
  if (weights === null) return null;
  const byId = new Map<number, number>();
  for (const [className, weight] of Object.entries(weights)) {
    const entry = resolveClass(registry, className);
    if (entry === null) throw new RangeError(`draw '${name}': weights: no class is called '${className}'`);
    byId.set(entry.id, weight);
  }
  return (classId) => byId.get(classId) ?? 1;
}
