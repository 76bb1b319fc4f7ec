import type { ClassRegistry } from '../contracts/classes';
import type { AnnotationRow, Vote } from '../contracts/rows';
import { resolveClass } from './classes';
import { CANNOT_TELL, NONE_OF_THESE } from './label-config';

/** What a stored choice means in a loop. */
export const meaningIn =
  (registry: ClassRegistry) =>
  (answer: NonNullable<AnnotationRow['answer']>): Exclude<Vote['vote'], 'skip'> => {
    if (answer === NONE_OF_THESE) return 'none';
    if (answer === CANNOT_TELL) return 'cannot-tell';
    return resolveClass(registry, answer)?.id ?? 'unknown';
  };
