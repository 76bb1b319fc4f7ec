import type { z } from 'zod';
import { type CacheSettings, cacheSchema } from './environment/cache';
import { EnvironmentInvalid } from './environment/environment-invalid';
import { type LabelStudioEnvironment, labelStudioSchema } from './environment/label-studio';
import { type LogSettings, logSchema } from './environment/log';
import { type ServerSettings, serverSchema } from './environment/server';
import { type StoreSettings, storeSchema } from './environment/store';
import { type TemporalSettings, temporalSchema } from './environment/temporal';

/** What the environment says, by section: a process asks for those that it needs. */
export interface Environment {
  temporal: TemporalSettings;
  store: StoreSettings;
  labelStudio: LabelStudioEnvironment;
  server: ServerSettings;
  cache: CacheSettings;
  log: LogSettings;
}

const SECTIONS: { [Section in keyof Environment]: z.ZodType<Environment[Section]> } = {
  temporal: temporalSchema,
  store: storeSchema,
  labelStudio: labelStudioSchema,
  server: serverSchema,
  cache: cacheSchema,
  log: logSchema,
};

/**
 * Reads sections of the environment. An empty variable counts as not set.
 *
 * @param environment usually process.env
 * @throws EnvironmentInvalid naming every variable of these sections that is missing or cannot be used, no value shown
 */
export function readEnvironment<Section extends keyof Environment>(
  environment: Readonly<Record<string, string | undefined>>,
  sections: readonly Section[],
): Pick<Environment, Section> {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const found: Partial<Record<Section, unknown>> = {};
  const problems: { variable: string; message: string }[] = [];
  for (const section of sections) {
    const parsed = SECTIONS[section].safeParse(set);
    if (parsed.success) found[section] = parsed.data;
    else problems.push(...parsed.error.issues.map(({ path, message }) => ({ variable: String(path[0]), message })));
  }
  if (problems.length > 0) throw new EnvironmentInvalid(problems);
  return found as Pick<Environment, Section>;
}
