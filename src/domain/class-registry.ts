import type { ClassEntry, ClassRegistry } from '../contracts/classes';
import type { ClassConfig } from '../contracts/loop-config';

export type Evolution =
  | { kind: 'evolved'; registry: ClassRegistry; changed: boolean }
  | { kind: 'refused'; reason: string };

/**
 * The registry that follows from the classes of a loop file. Ids are given once and for ever, in order: a class that
 * is added is appended, one renamed through `was` keeps its id and gets an alias, one left out is retired, a retired
 * one that comes back has its id again. Whatever would make an id mean something else is refused, with what to write.
 */
export function evolveRegistry(previous: ClassRegistry | null, classes: readonly ClassConfig[]): Evolution {
  const known = previous?.classes ?? [];
  const objection = repeatedName(classes);
  if (objection !== null) return refused(objection);

  const taken = new Map<number, ClassConfig>();
  const added: ClassConfig[] = [];
  for (const config of classes) {
    const match = matchOf(config, known, previous === null);
    if (typeof match === 'string') return refused(match);
    if (match === null) {
      added.push(config);
      continue;
    }
    const rival = taken.get(match.id);
    if (rival !== undefined)
      return refused(`'${rival.name}' and '${config.name}' both claim to have been '${match.name}'`);
    const last = [...taken.keys()].at(-1);
    if (added[0] !== undefined)
      return refused(`'${added[0].name}' is new: write it after '${config.name}', at the end`);
    if (last !== undefined && match.id < last) {
      return refused(`'${config.name}' stood before '${taken.get(last)?.name}': ids go by order, so keep the order`);
    }
    taken.set(match.id, config);
  }

  const kept = known.map((entry) => follow(entry, taken.get(entry.id)));
  const next = known.reduce((highest, entry) => Math.max(highest, entry.id + 1), 0);
  const fresh = added.map((config, i) => ({
    id: next + i,
    name: config.name,
    aliases: [...config.was],
    retired: false,
  }));
  const registry = { version: (previous?.version ?? 0) + 1, classes: [...kept, ...fresh] };
  const ambiguous = ambiguousAlias(registry.classes);
  if (ambiguous !== null) return refused(ambiguous);
  const changed = JSON.stringify(registry.classes) !== JSON.stringify(known);
  return { kind: 'evolved', registry: previous !== null && !changed ? previous : registry, changed };
}

const refused = (reason: string): Evolution => ({ kind: 'refused', reason });

function repeatedName(classes: readonly ClassConfig[]): string | null {
  const names = new Set<string>();
  for (const name of classes.flatMap((config) => [config.name, ...config.was])) {
    if (names.has(name)) return `'${name}' is written twice among classes and their former names`;
    names.add(name);
  }
  return null;
}

/** The entry that a class of the file is, null for a new one, or an objection. */
function matchOf(config: ClassConfig, known: ClassEntry[], first: boolean): ClassEntry | string | null {
  const called = (name: string) => known.find((e) => e.name === name) ?? known.find((e) => e.aliases.includes(name));
  const byName = known.find((entry) => entry.name === config.name);
  const matches = new Set(byName === undefined ? [] : [byName]);
  for (const was of config.was) {
    const entry = called(was);
    if (entry !== undefined) matches.add(entry);
  }
  const [match, other] = [...matches];
  if (match !== undefined && other !== undefined) {
    return `'${config.name}' would join '${match.name}' and '${other.name}': two classes cannot become one`;
  }
  if (match !== undefined) return match;
  const former = called(config.name);
  if (former !== undefined) {
    return `'${config.name}' is a former name of '${former.name}'; to rename that back write was: ['${former.name}']`;
  }
  if (!first && config.was.length > 0) {
    return `'${config.name}' says it was '${config.was.join("', '")}', which no class was; for a new class leave out 'was'`;
  }
  return null;
}

function follow(entry: ClassEntry, config: ClassConfig | undefined): ClassEntry {
  if (config === undefined) return { ...entry, retired: true };
  const aliases = new Set([...entry.aliases, entry.name, ...config.was]);
  aliases.delete(config.name);
  return { id: entry.id, name: config.name, aliases: [...aliases], retired: false };
}

function ambiguousAlias(classes: readonly ClassEntry[]): string | null {
  const owner = new Map<string, ClassEntry>();
  for (const entry of classes) {
    for (const name of [entry.name, ...entry.aliases]) {
      const other = owner.get(name);
      if (other !== undefined) return `'${name}' would mean both '${other.name}' and '${entry.name}'`;
      owner.set(name, entry);
    }
  }
  return null;
}
