import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const Identity = z.object({ pid: z.number().int().positive(), started: z.string() });

const StackState = z.object({
  /** The `annoloop up` that runs the stack. */
  owner: Identity,
  startedAt: z.string(),
  /** True once everything serves. */
  ready: z.boolean(),
  parts: z.array(
    Identity.extend({
      name: z.string(),
      title: z.string(),
      address: z.string(),
      healthUrl: z.string().nullable(),
      logFile: z.string(),
    }),
  ),
});

/** What `down`, `status` and the next `up` know of a running stack. Holds no secrets. */
export type StackState = z.infer<typeof StackState>;

/** Null where there is none, or none that can be read. */
export async function readState(file: string): Promise<StackState | null> {
  try {
    return StackState.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Written aside and renamed, so that a reader never sees half of it. */
export async function writeState(file: string, state: StackState): Promise<void> {
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, `${JSON.stringify(state, null, 2)}\n`);
  await rename(aside, file);
}

export async function removeState(file: string): Promise<void> {
  await rm(file, { force: true });
}
