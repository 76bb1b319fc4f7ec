import type { RoundReport } from '../contracts/report';

/** How things are called on a page. */
export interface Names {
  class(id: number | 'none'): string;
  model(version: string | null): string;
}

export function namesOf(classes: RoundReport['classes']): Names {
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  return {
    class: (id) => (id === 'none' ? 'None of these' : (names.get(id) ?? `class ${id}`)),
    model: (version) => (version === null || version === '' ? 'no version stated' : version),
  };
}
