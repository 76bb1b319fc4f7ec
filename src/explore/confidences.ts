import type { ConfidenceBin } from './exploration';

/** Ten bins of equal width: as many as a terminal shows at a glance. */
const BINS = 10;
/** 0.5 to 0.95 in steps of 0.05, counted in whole steps so that 0.7 is 0.7. */
const THRESHOLDS = Array.from({ length: 10 }, (_, step) => (10 + step) / 20);

/** Counts confidences, 0..1 or null where none was said, without keeping them. */
export class Confidences {
  private readonly counts = new Array<number>(BINS).fill(0);
  private readonly under = new Array<number>(THRESHOLDS.length).fill(0);
  unknown = 0;

  add(confidence: number | null): void {
    if (confidence === null) {
      this.unknown += 1;
      return;
    }
    const bin = Math.min(Math.floor(confidence * BINS), BINS - 1);
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
    for (const [at, below] of THRESHOLDS.entries()) {
      if (confidence < below) this.under[at] = (this.under[at] ?? 0) + 1;
    }
  }

  bins(): ConfidenceBin[] {
    return this.counts.map((objects, bin) => ({ from: bin / BINS, to: (bin + 1) / BINS, objects }));
  }

  thresholds(): { below: number; objects: number }[] {
    return THRESHOLDS.map((below, at) => ({ below, objects: this.under[at] ?? 0 }));
  }
}
