import { basename } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { files, type Recorded, read, replayAll } from './committed';
import type { Mutant } from './mutants';
import { mutatedBundle } from './mutated-bundle';

/** A mutant makes at least one of the histories that it names fail to replay, for being non-deterministic, or none of all. */
export async function expectToBreak(mutant: Mutant): Promise<void> {
  const { breaks } = mutant;
  const histories: Record<string, Recorded> = {};
  for (const file of files) if (breaks === null || basename(file).startsWith(breaks)) histories[file] = read(file);
  expect(Object.keys(histories)).not.toEqual([]);
  const failed = await replayAll(await mutatedBundle(mutant), histories);
  if (breaks === null) expect(failed).toEqual({});
  else expect(Object.values(failed).some((error) => error instanceof DeterminismViolationError)).toBe(true);
}
