import type { CensusResult, DrawCount, FilingCounts, LabelCounts } from './activities';
import type { Estimate } from './estimate';
import type { Purpose } from './loop-config';
import type { Proportion } from './proportion';
import type { RetrainingRecord } from './retraining';
import type { Window } from './window';

/** How many images were left at each step of a round. */
export interface RoundFunnel {
  /** New in the window, found late, tagged after their window, and what could not be used, by reason. */
  census: Omit<CensusResult, 'census'>;
  draws: DrawCount[];
  drawn: Record<Purpose, number>;
  labels: LabelCounts;
  filing: FilingCounts;
}

/** One round's accuracy, from its random evaluation draw, as its newest version says. */
export interface AccuracyPoint {
  round: string;
  window: Window;
  version: number;
  /** The model version that predicted most of the window's objects; null where production named none. */
  modelVersion: string | null;
  /** How many model versions predicted in the window. */
  modelVersions: number;
  accuracy: Proportion;
  sufficient: boolean;
  target: number | null;
}

/** The Label Studio task of an item, with its address as browsers reach it; who opens it signs in there. */
interface TaskLink {
  project: number;
  task: number;
  link: string;
}

/** An evaluation item that the model got wrong, as people say. */
export interface Mistake {
  itemId: string;
  predicted: number;
  /** A class id, or none of the classes. */
  labelled: number | 'none';
  confidence: number | null;
  modelVersion: string | null;
  task: TaskLink | null;
}

/** `rounds/ID/reports/vNNNN.json`: every number of the round's page. */
export interface RoundReport {
  /** Names of the classes by their ids, as they were called when the report was written. */
  classes: { id: number; name: string }[];
  estimate: Estimate;
  funnel: RoundFunnel;
  /** What people changed in Label Studio, and answers that say nothing the loop knows: sentences. */
  irregularities: string[];
  /** This round and those of earlier windows, oldest first; at most the last sixty. */
  history: AccuracyPoint[];
  mistakes: {
    /** All wrong evaluation items, of which `shown` are those that the model was surest of. */
    count: number;
    shown: Mistake[];
  };
}

/** Items of all rounds, by what their answers amount to. */
export type LabelTotals = Record<Purpose, LabelCounts>;

/** `reports/START-vNNNN.json`: every number of the loop's page. */
export interface LoopReport {
  loop: string;
  /** The round that wrote it, and the version of that round. */
  writtenBy: { round: string; version: number };
  classes: { id: number; name: string }[];
  /** The newest version of the newest window that has an estimate. */
  estimate: Estimate;
  /** Rounds, oldest window first; at most the last sixty. */
  history: AccuracyPoint[];
  totals: LabelTotals;
  /** Oldest first, refused and expired ones included. */
  retrainings: RetrainingRecord[];
}
