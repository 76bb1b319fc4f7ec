import type { ClassRegistry } from '../contracts/classes';

/** What each class is called now; an id that these do not hold, as one of a registry to come, by its number. */
export function classNames(
  classes: readonly Pick<ClassRegistry['classes'][number], 'id' | 'name'>[],
): (id: number) => string {
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? `class ${id}`;
}
