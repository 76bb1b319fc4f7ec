import type { CensusRow } from '../../contracts/rows';

/** An object that a draw may take. */
export interface Candidate {
  row: CensusRow;
  itemId: string;
  /** Its cell before any cut; null outside the population. */
  base: number | null;
  /** Its place in the draw's random order. */
  rank: string;
  /** How sure the model was, for a draw that goes by it: the least sure is lowest. Else 0. */
  doubt: number;
}

export interface Taken extends Candidate {
  probability: number;
  probabilityKnown: boolean;
  topUp: boolean;
}

/** What a draw keeps of the rows that it is offered, and what it takes of them in the end. */
export interface Selection {
  offer(candidate: Candidate): void;
  /** @param gone what earlier draws took of what was offered, by item id */
  take(gone: ReadonlyMap<string, CensusRow>): { matched: number; taken: Taken[] };
}

export const byRank = (a: Candidate, b: Candidate): number => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0);

/** The least sure first, ties by rank. */
export const byDoubt = (a: Candidate, b: Candidate): number => a.doubt - b.doubt || byRank(a, b);
