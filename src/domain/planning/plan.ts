import type { LoopConfig } from '../../contracts/loop-config';
import type { Split } from './allocation';
import type { PlannedDraw } from './configured-draws';
import type { Population } from './expected-width';
import type { PlanningCell } from './planning-cell';

/** What a plan rests on, and where each part of it comes from. */
export interface PlanningGround {
  accuracy: {
    /** The best guess, 0..1. */
    expected: number;
    /** The one to plan a margin with: see `cautiousAccuracy`. */
    cautious: number;
    from: 'estimate' | 'option' | 'confidences' | 'nothing';
    /** The round whose estimate it is. */
    round: string | null;
  };
  population: { objects: Population; from: 'estimate' | 'window' | 'nothing' };
  bands: { cells: PlanningCell[]; from: 'estimate' | 'confidences' | 'nothing' };
  /** Share of drawn images that nobody settled in the last round; null where there was none. */
  unresolved: number | null;
}

export interface PlanningQuestions {
  /** Null: the evaluation draw's own margin, else 0.03. */
  margin: number | null;
  /** Labels to split; null: as many as the random and low-confidence draws of the file ask for. */
  labels: number | null;
  /** Null: 0.05, or half of what is missing to perfection where that is less. */
  improvement: number | null;
}

export interface PlannedSplit extends Split {
  /** What to make of it; null: it pays. */
  advice: string | null;
}

export interface Plan {
  loop: string;
  confidence: number;
  interval: LoopConfig['evaluation']['interval'];
  ground: PlanningGround;
  configured: {
    draws: PlannedDraw[];
    evaluation: {
      labels: number;
      /** Half widths to expect: of statements about the model, and about this window's objects alone. */
      halfWidth: number;
      halfWidthThisWindow: number;
    };
    /** All blind labels, weighted, about this window's objects; and its width over that of the evaluation draw's own. */
    combined: { halfWidthThisWindow: number; widthRatio: number };
  };
  margin: {
    margin: number;
    /** Random labels that reach it … */
    labels: number;
    /** … were nothing known of the accuracy … */
    labelsAtWorst: number;
    /** … and how many images to draw for them, as many being left unsettled as in the last round. */
    toDraw: number;
    /** Whether there are enough objects for it. */
    reached: boolean;
  };
  /** Null where no confidences are known to split by. */
  split: {
    labels: number;
    /** Whether training labels are blind: others do not count, and what follows is what blind ones would give. */
    blind: boolean;
    /** With the best threshold. */
    best: PlannedSplit;
    /** With the threshold of the file's low-confidence draw; null: it has none. */
    configured: PlannedSplit | null;
  } | null;
  power: {
    accuracy: number;
    improvement: number;
    /** Chance that the improvement shows when each version was measured by so many rounds. */
    byRounds: { rounds: number; labels: number; power: number }[];
    /** What it takes to see it four times in five. */
    for80: { labels: number; rounds: number };
  } | null;
}
