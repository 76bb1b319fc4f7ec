import type { RoundReport } from '../contracts/report';
import { classNames } from '../domain/class-names';

/** How things are called on a page. */
export interface Names {
  class(id: number | 'none'): string;
  model(version: string | null): string;
}

export function namesOf(classes: RoundReport['classes']): Names {
  const nameOf = classNames(classes);
  return {
    class: (id) => (id === 'none' ? 'None of these' : nameOf(id)),
    model: (version) => (version === null || version === '' ? 'no version stated' : version),
  };
}
