import type { ClassRegistry } from '../contracts/classes';
import type { PredictionsConfig } from '../contracts/loop-config';
import type { CensusRow } from '../contracts/rows';
import { resolveClass } from './classes';
import { readScores } from './scores';

/** What production said about one object. */
type Prediction = Pick<
  CensusRow,
  'capturedAt' | 'predictedClass' | 'confidence' | 'scores' | 'modelVersion' | 'flagged' | 'correctedClass'
>;

export type UnusableObject = 'empty-object' | 'no-predicted-class' | 'unknown-class';

/** What could not be read of an object that is usable all the same; the field is then null (false for the flag). */
export type PredictionWarning =
  | 'unreadable-confidence'
  | 'unreadable-scores'
  | 'unreadable-timestamp'
  | 'timestamp-without-zone'
  | 'unreadable-flag'
  | 'unknown-corrected-class';

export type PredictionReading =
  | { kind: 'usable'; prediction: Prediction; warnings: PredictionWarning[] }
  | { kind: 'unusable'; reason: UnusableObject };

/**
 * Reads an object's tags as a prediction. An absent tag and an empty one are the same: nothing was said. Where no confidence
 * was, it is the greatest score.
 * @param size bytes of the object
 */
export function readPrediction(
  object: { size: number; tags: Record<string, string> },
  names: PredictionsConfig['tags'],
  registry: ClassRegistry,
): PredictionReading {
  const said = (name: string): string | null => object.tags[name]?.trim() || null;
  if (object.size === 0) return { kind: 'unusable', reason: 'empty-object' };
  const predicted = said(names.predictedClass);
  if (predicted === null) return { kind: 'unusable', reason: 'no-predicted-class' };
  const predictedClass = resolveClass(registry, predicted);
  if (predictedClass === null) return { kind: 'unusable', reason: 'unknown-class' };

  const warnings: PredictionWarning[] = [];
  const read = <T>(name: string, reader: (text: string) => Reading<T>): T | null => {
    const text = said(name);
    if (text === null) return null;
    const { value, warning } = reader(text);
    if (warning !== null) warnings.push(warning);
    return value;
  };
  const scores = read(names.scores, (text): Reading<Record<string, number>> => {
    const found = readScores(text, registry);
    return found === null ? failed('unreadable-scores') : understood(found);
  });
  const prediction: Prediction = {
    capturedAt: read(names.timestamp, readTimestamp),
    predictedClass: predictedClass.id,
    confidence: read(names.confidence, readConfidence) ?? greatest(scores),
    scores,
    modelVersion: said(names.modelVersion),
    flagged: read(names.flagged, readFlag) ?? false,
    correctedClass: read(names.correctedClass, (text): Reading<number> => {
      const corrected = resolveClass(registry, text);
      return corrected === null ? failed('unknown-corrected-class') : understood(corrected.id);
    }),
  };
  return { kind: 'usable', prediction, warnings };
}

const greatest = (scores: Record<string, number> | null): number | null =>
  scores === null ? null : Math.max(...Object.values(scores));

interface Reading<T> {
  value: T | null;
  warning: PredictionWarning | null;
}

const understood = <T>(value: T): Reading<T> => ({ value, warning: null });
const failed = <T>(warning: PredictionWarning): Reading<T> => ({ value: null, warning });

const DECIMAL = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** 0..1 as a decimal number; a percentage, a decimal comma or NaN is not guessed at. */
function readConfidence(text: string): Reading<number> {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return value >= 0 && value <= 1 ? understood(value) : failed('unreadable-confidence');
}

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d+)?\s?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * ISO 8601 in any zone, as UTC with milliseconds. Without a zone it is taken as UTC and said so: that is what Python's
 * `datetime.utcnow().isoformat()` writes.
 */
function readTimestamp(text: string): Reading<string> {
  const [, date, time, fraction = '', zone] = TIMESTAMP.exec(text) ?? [];
  if (date === undefined || time === undefined) return failed('unreadable-timestamp');
  const offset = zone === undefined ? 'Z' : zone.toUpperCase().replace(/^(.\d\d)(\d\d)$/, '$1:$2');
  const ms = Date.parse(`${date}T${time}${fraction}${offset}`);
  // V8 rolls 31 February over into March.
  const impossible = Number.isNaN(ms) || new Date(Date.parse(`${date}T00:00:00Z`)).toISOString().slice(0, 10) !== date;
  const instant = impossible ? '' : new Date(ms).toISOString();
  // A zone can lead out of the years that have four digits.
  if (!/^\d{4}-/.test(instant)) return failed('unreadable-timestamp');
  return { value: instant, warning: zone === undefined ? 'timestamp-without-zone' : null };
}

function readFlag(text: string): Reading<boolean> {
  if (/^(true|1|yes)$/i.test(text)) return understood(true);
  return /^(false|0|no)$/i.test(text) ? understood(false) : failed('unreadable-flag');
}
