import type { RecordedSizing } from '../../activities/data/drawing/draw-sizing';
import type { DrawCount } from '../contracts/activities';
import type { Window } from '../contracts/window';

/** Objects of one predicted class, by the model version that predicted them ('' where none is said). */
interface ExploredClass {
  classId: number;
  name: string;
  objects: number;
  byModelVersion: Record<string, number>;
}

/** Confidences in [from, to); the last one includes 1. */
export interface ConfidenceBin {
  from: number;
  to: number;
  objects: number;
}

/** What a window holds, before anything is drawn from it. */
export interface Exploration {
  loop: string;
  window: Window;
  /** Objects listed below the source's prefix, of any age. */
  listed: number;
  /** Usable objects by origin: new in the window, found late, tagged since their window closed. */
  usable: { window: number; late: number; reread: number };
  /** Objects of the window that cannot be drawn, by reason. */
  unusable: Record<string, number>;
  /** Usable objects with something unreadable about them, by what. */
  warnings: Record<string, number>;
  /** The first keys of each reason and warning. */
  examples: Record<string, string[]>;
  flagged: number;
  corrected: number;
  /** Usable objects whose class scores production stated: what `margin` and `entropy` draws choose from. */
  scored: number;
  classes: ExploredClass[];
  confidence: { bins: ConfidenceBin[]; unknown: number };
  /** How many usable objects a `low-confidence` draw `below` this would match. */
  thresholds: { below: number; objects: number }[];
  /** What each draw of the loop file would take, in turn. */
  draws: DrawCount[];
  /** What a size by margin was computed from; null where no draw asks for one. */
  sizing: RecordedSizing | null;
}
