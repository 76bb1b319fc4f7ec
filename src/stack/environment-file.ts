import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { DataLayout } from './folders';
import { isAlive } from './process-identity';
import { readState } from './stack-state';

/** Any of these says that the caller means other systems than the embedded stack's. */
const POINTS_ELSEWHERE = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'S3_ENDPOINT', 'MINIO_URL', 'LABEL_STUDIO_URL'];

/** `NAME='value'` lines that a shell can read (`set -a; . FILE`). Values hold no quotes: URLs and base64url. Mode 0600. */
export async function writeStackEnvironment(layout: DataLayout, environment: Record<string, string>): Promise<void> {
  const lines = Object.entries(environment).map(([name, value]) => `${name}='${value}'\n`);
  const aside = `${layout.environment}.${process.pid}`;
  await writeFile(aside, lines.join(''), { mode: 0o600 });
  await rename(aside, layout.environment);
}

export async function removeStackEnvironment(layout: DataLayout): Promise<void> {
  await rm(layout.environment, { force: true });
}

/**
 * The variables of the stack that runs with this data folder, so that commands in another terminal reach it by
 * themselves. Null where none runs, or where the caller's own environment points elsewhere: never a mixture of two.
 */
export async function runningStackEnvironment(
  layout: DataLayout,
  ours: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, string> | null> {
  if (POINTS_ELSEWHERE.some((name) => ours[name])) return null;
  const state = await readState(layout.state);
  if (!state?.ready || !(await isAlive(state.owner))) return null;
  const content = await readFile(layout.environment, 'utf8').catch(() => '');
  const entries = content.matchAll(/^([A-Z0-9_]+)='(.*)'$/gm);
  return Object.fromEntries([...entries].map(([, name, value]) => [name ?? '', value ?? '']));
}
