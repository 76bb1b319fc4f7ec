import type { ClassEntry, ClassRegistry } from '../contracts/classes';

/** Classes that people can choose, in the order of their ids. */
export function liveClasses(registry: ClassRegistry): ClassEntry[] {
  return registry.classes.filter((entry) => !entry.retired);
}

/**
 * The class that a text names: its name, a former name, its folder (`class_03`) or its id (`3`), looked for in this
 * order; retired ones too, for old models go on predicting them. Null when it is none.
 */
export function resolveClass(registry: ClassRegistry, raw: string): ClassEntry | null {
  const text = raw.trim();
  const names = namesOf(registry);
  // The same letters can be written in two ways, which nobody sees: é, and e with an accent behind it.
  const named = names.get(text) ?? names.get(text.normalize('NFC'));
  if (named !== undefined) return named;
  const id = /^(?:class_)?(\d{1,9})$/.exec(text)?.[1];
  return id === undefined ? null : (registry.classes.find((entry) => entry.id === Number(id)) ?? null);
}

/** A census resolves two names for each of a million objects; registries are never changed in place. */
const indexes = new WeakMap<ClassRegistry, Map<string, ClassEntry>>();

function namesOf(registry: ClassRegistry): Map<string, ClassEntry> {
  const known = indexes.get(registry);
  if (known !== undefined) return known;
  const names = new Map<string, ClassEntry>();
  const spelled = registry.classes.map((entry) => ({ entry, texts: [...entry.aliases, entry.name] }));
  for (const { entry, texts } of spelled) for (const text of texts) names.set(text.normalize('NFC'), entry);
  for (const entry of registry.classes) for (const alias of entry.aliases) names.set(alias, entry);
  for (const entry of registry.classes) names.set(entry.name, entry);
  indexes.set(registry, names);
  return names;
}
