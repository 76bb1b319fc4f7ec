import type { ConfidenceHistogram, Population, TimeParts } from '../../contracts/population';
import type { CensusRow } from '../../contracts/rows';
import { formatInstant, parseInstant } from '../windows';

const CONFIDENCE_BINS = 20;
const TIME_PARTS = 6;
/** Values of a tag that are told apart; the others are `other`. */
const MOST_VALUES = 50;
/** While counting: a tag with a value of its own for each object must not fill the memory. */
const MOST_COUNTED = 10_000;

const OTHER = 'other';

/** Counts the population while the census streams by. */
export interface PopulationTally {
  add(row: CensusRow): void;
  counts(): Omit<Population, 'objects' | 'cells'>;
}

/** @param slices tags by whose values objects are counted; @param times the interval that is cut into parts */
export function createPopulationTally(slices: readonly string[], times: { from: string; to: string }): PopulationTally {
  const classes = new Map<string, Map<string, number>>();
  const confidences = new Map<string, ConfidenceHistogram>();
  const values = new Map(slices.map((tag) => [tag, new Map<string, number>()]));
  const parts = { ...times, counts: new Array<number>(TIME_PARTS).fill(0) };
  const partOf = timePartOf(parts);
  return {
    add(row) {
      const version = row.modelVersion ?? '';
      countOne(
        entryOf(classes, version, () => new Map<string, number>()),
        String(row.predictedClass),
      );
      const histogram = entryOf(confidences, version, () => ({
        bins: new Array<number>(CONFIDENCE_BINS).fill(0),
        unknown: 0,
      }));
      if (row.confidence === null) histogram.unknown += 1;
      else increment(histogram.bins, confidenceBin(row.confidence));
      for (const [tag, counts] of values) {
        const value = row.tags[tag]?.trim() ?? '';
        countOne(counts, counts.has(value) || counts.size < MOST_COUNTED ? value : OTHER);
      }
      increment(parts.counts, partOf(row));
    },
    counts: () => ({
      predictedClasses: plain(classes, plainCounts),
      confidence: plain(confidences, (histogram) => histogram),
      slices: plain(values, (counts) => plainCounts(commonest(counts))),
      times: parts,
    }),
  };
}

/** The bin of a confidence in a `ConfidenceHistogram`. */
const confidenceBin = (confidence: number): number =>
  Math.min(Math.floor(confidence * CONFIDENCE_BINS), CONFIDENCE_BINS - 1);

/** Which part of the round's time, from 0, an object belongs to: by capture, else by store. */
export function timePartOf(times: TimeParts): (row: Pick<CensusRow, 'capturedAt' | 'lastModified'>) => number {
  const [from, to, parts] = [parseInstant(times.from), parseInstant(times.to), times.counts.length];
  const length = Math.max(to - from, 1) / parts;
  return ({ capturedAt, lastModified }) => {
    const part = Math.floor((parseInstant(capturedAt ?? lastModified) - from) / length);
    return Math.max(0, Math.min(part, parts - 1));
  };
}

/** Where part `at` begins; `at` = the number of parts: where the last one ends. */
export function timePartStart(times: TimeParts, at: number): string {
  const [from, to] = [parseInstant(times.from), parseInstant(times.to)];
  return formatInstant(from + ((to - from) * at) / times.counts.length);
}

/** The slice that an object with this tag belongs to, among those that the population tells apart. */
export function sliceOf(tags: Record<string, string>, tag: string, counted: Record<string, number>): string {
  const value = tags[tag]?.trim() ?? '';
  return Object.hasOwn(counted, value) ? value : OTHER;
}

function commonest(counts: ReadonlyMap<string, number>): Map<string, number> {
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const told = new Map(ordered.slice(0, MOST_VALUES));
  for (const [, count] of ordered.slice(MOST_VALUES)) told.set(OTHER, (told.get(OTHER) ?? 0) + count);
  return told;
}

function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

const countOne = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

const increment = (counts: number[], at: number): void => {
  counts[at] = (counts[at] ?? 0) + 1;
};

// `fromEntries` makes own properties of any text, also of `__proto__`, which tags may hold.
const plain = <In, Out>(map: ReadonlyMap<string, In>, of: (value: In) => Out): Record<string, Out> =>
  Object.fromEntries([...map].map(([key, value]) => [key, of(value)]));

const plainCounts = (counts: ReadonlyMap<string, number>): Record<string, number> => Object.fromEntries(counts);
