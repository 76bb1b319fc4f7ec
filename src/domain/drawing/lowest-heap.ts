/**
 * Keeps the `capacity` lowest of everything offered, in memory of `capacity`: a binary heap with the highest on top.
 * An infinite capacity keeps all; one that grows keeps more from then on.
 */
export class LowestHeap<T> {
  private readonly kept: T[] = [];

  constructor(
    private readonly capacity: () => number,
    private readonly compare: (a: T, b: T) => number,
  ) {}

  offer(value: T): void {
    if (this.kept.length < this.capacity()) {
      this.kept.push(value);
      this.rise(this.kept.length - 1);
      return;
    }
    const highest = this.kept[0];
    if (highest === undefined || this.compare(value, highest) >= 0) return;
    this.kept[0] = value;
    this.sink();
  }

  /** What was kept, lowest first. */
  ascending(): T[] {
    return this.kept.toSorted(this.compare);
  }

  private rise(from: number): void {
    let child = from;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.isHigher(child, parent)) return;
      this.swap(child, parent);
      child = parent;
    }
  }

  private sink(): void {
    let parent = 0;
    for (;;) {
      let highest = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.kept.length && this.isHigher(child, highest)) highest = child;
      }
      if (highest === parent) return;
      this.swap(parent, highest);
      parent = highest;
    }
  }

  private isHigher(a: number, b: number): boolean {
    return this.compare(this.kept[a] as T, this.kept[b] as T) > 0;
  }

  private swap(a: number, b: number): void {
    [this.kept[a], this.kept[b]] = [this.kept[b] as T, this.kept[a] as T];
  }
}
