import type { z } from 'zod';
import { fromMessage } from './fields/words';
import { loopFileSchema, type ParsedSections } from './loop-file-schema';
import { MOST_OF_A_KIND, type Path } from './problem';
import { drawSchema } from './sections/draws';
import { subjectOf } from './subject';
import { unknownKey } from './unknown-key';

interface Finding {
  path: Path;
  part: 'key' | 'value';
  message: string;
  instead: string;
  /** For an unknown key: the key that it is taken for. */
  meant?: string | null;
}

/**
 * Reads each section by itself, so that a flaw in one does not hide those of another, and neither hides what is wrong
 * between sections.
 */
export function parseSections(value: unknown): { sections: ParsedSections; findings: Finding[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const what = value === null || value === undefined ? 'the file is empty' : 'the file is no mapping of keys';
    const instead = 'begin with `name: food11`; a whole example is in loops/food11.yaml';
    return { sections: {}, findings: [{ path: [], part: 'value', message: what, instead }] };
  }
  const { shape } = loopFileSchema;
  const file = value as Record<string, unknown>;
  const known = Object.keys(shape);
  const findings: Finding[] = Object.keys(file)
    .filter((key) => !known.includes(key))
    .slice(0, MOST_OF_A_KIND)
    .map((key) => ({ path: [key], part: 'key', ...unknownKey([], key, known) }));

  const sections: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(shape)) {
    const parsed = schema.safeParse(file[key], { error: tellKnownKeys, reportInput: true });
    if (parsed.success) sections[key] = parsed.data;
    else findings.push(...parsed.error.issues.flatMap((issue) => findingsOf(issue, [key])));
  }
  if (sections.draws === undefined && Array.isArray(file.draws)) {
    sections.draws = file.draws.map((draw: unknown) => drawSchema.safeParse(draw).data);
  }
  return { sections: sections as ParsedSections, findings: withoutMisspelled(findings, value) };
}

/** Only here the schema is at hand whose keys an unknown one is compared with: the message carries them. */
function tellKnownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys' || issue.inst === undefined || !('shape' in issue.inst)) return undefined;
  return Object.keys(issue.inst.shape as object).join('\n');
}

function findingsOf(issue: z.core.$ZodIssue, base: Path): Finding[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split('\n');
    return issue.keys
      .slice(0, MOST_OF_A_KIND)
      .map((key) => ({ path: [...path, key], part: 'key', ...unknownKey(path, key, known) }));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) =>
      branch.every((inner) => inner.path.length > 0 || inner.code !== wrongKind(inner)),
    );
    if (meant !== undefined) return meant.flatMap((inner) => findingsOf(inner, path));
    const only = issue.message.includes('\n') ? undefined : issue.errors[0]?.[0];
    if (only !== undefined) return findingsOf(only, path);
  }
  const { wrong, instead } = fromMessage(issue.message);
  return [{ path, part: 'value', message: `${subjectOf(path)} ${wrong}`, instead }];
}

/** The code by which a branch of a union says 'not of my kind at all'. */
const wrongKind = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_value' ? 'invalid_value' : 'invalid_type';

/** A key that is missing because it is misspelled is one slip, not two. */
function withoutMisspelled(findings: readonly Finding[], file: unknown): Finding[] {
  const places = new Set(
    findings.flatMap(({ path, meant }) => (meant ? [JSON.stringify([...path.slice(0, -1), meant])] : [])),
  );
  return findings.filter(
    ({ path, meant }) => meant !== undefined || !places.has(JSON.stringify(path)) || has(file, path),
  );
}

function has(value: unknown, path: Path): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return value !== undefined;
  return typeof value === 'object' && value !== null && has((value as Record<string | number, unknown>)[step], rest);
}
