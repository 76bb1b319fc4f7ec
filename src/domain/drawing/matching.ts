import type { ClassRegistry } from '../../contracts/classes';
import type { DrawConfig } from '../../contracts/loop-config';
import type { CensusRow } from '../../contracts/rows';
import { resolveClass } from '../classes';
import { parseInstant } from '../windows';
import { doubtOf } from './doubt';

/**
 * Whether a draw may take a row: what its strategy, its purpose and its `where` ask for. Evaluation draws take only
 * rows that are seen for the first time: a row that is read again was part of an earlier window's population.
 * @param windowEnd `capturedWithinMs` counts back from here
 * @throws RangeError when `where.predictedClass` names no class
 */
export function matcher(draw: DrawConfig, windowEnd: string, registry: ClassRegistry): (row: CensusRow) => boolean {
  const conditions = [
    byPurpose(draw),
    byStrategy(draw, registry),
    byClass(draw, registry),
    byCapture(draw, windowEnd),
    byTags(draw),
  ];
  const present = conditions.filter((condition) => condition !== null);
  return (row) => present.every((condition) => condition(row));
}

type Condition = ((row: CensusRow) => boolean) | null;

function byPurpose(draw: DrawConfig): Condition {
  return draw.purpose === 'evaluation' ? (row) => row.origin !== 'reread' : null;
}

function byStrategy(draw: DrawConfig, registry: ClassRegistry): Condition {
  switch (draw.strategy) {
    case 'random':
    case 'all':
    case 'class-weighted':
    case 'diverse':
      return null;
    case 'flagged':
      return (row) => row.flagged;
    case 'corrected':
      return (row) => row.correctedClass !== null;
    case 'low-confidence':
    case 'margin':
    case 'entropy': {
      const doubt = doubtOf(draw, registry);
      return (row) => doubt(row) !== null;
    }
  }
}

function byClass(draw: DrawConfig, registry: ClassRegistry): Condition {
  const names = draw.where.predictedClass;
  if (names === null) return null;
  const ids = new Set(
    names.map((name) => {
      const entry = resolveClass(registry, name);
      if (entry === null)
        throw new RangeError(`draw '${draw.name}': where.predictedClass: no class is called '${name}'`);
      return entry.id;
    }),
  );
  return (row) => ids.has(row.predictedClass);
}

function byCapture(draw: DrawConfig, windowEnd: string): Condition {
  const within = draw.where.capturedWithinMs;
  if (within === null) return null;
  const earliest = parseInstant(windowEnd) - within;
  return (row) => parseInstant(row.capturedAt ?? row.lastModified) >= earliest;
}

function byTags(draw: DrawConfig): Condition {
  const wanted = Object.entries(draw.where.tags);
  if (wanted.length === 0) return null;
  return (row) =>
    wanted.every(([name, values]) => Object.hasOwn(row.tags, name) && values.includes(row.tags[name] ?? ''));
}
