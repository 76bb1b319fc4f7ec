import { randomInt } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import globalSetup from '../setup/global-setup';
import { SEED_VARIABLE } from './seed';
import { TALLY_VARIABLE } from './tally';

/** As for all tests, with a seed for the run: another one each time, unless ANNOLOOP_CHAOS_SEED names it. */
export default async function chaosSetup(): Promise<void> {
  process.env[SEED_VARIABLE] ??= String(randomInt(2 ** 31));
  process.env[TALLY_VARIABLE] = join(await mkdtemp(join(tmpdir(), 'annoloop-tally-')), 'counts.jsonl');
  console.log(`\n${SEED_VARIABLE}=${process.env[SEED_VARIABLE]}`);
  await globalSetup();
}
