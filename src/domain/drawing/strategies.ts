import type { DrawConfig, DrawStrategy } from '../../contracts/loop-config';

/** Takes everything that matches and is left: whatever it can reach is drawn as a whole. */
export const isUnlimited = (draw: DrawConfig): boolean => draw.size === null && !isPicky(draw);

/** Takes the `size` that the model was least sure of, up to a cut; above it nothing. */
export const isCut = ({ size, strategy, take }: DrawConfig): boolean =>
  size !== null && DOUBTING.includes(strategy) && (take === 'lowest' || take === 'highest');

/** Go by how sure the model was; `take` says which ones they take. */
const DOUBTING: readonly DrawStrategy[] = ['low-confidence', 'margin', 'entropy'];

/** Takes by how images look or what they were predicted as: what it takes of a cell is no simple random sample of it. */
export const isPicky = (draw: DrawConfig): boolean => draw.strategy === 'class-weighted' || draw.strategy === 'diverse';
