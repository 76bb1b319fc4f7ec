import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import stopStack from '../setup/global-teardown';
import { TALLY_VARIABLE } from './tally';

/** When the summary has been printed nobody needs the counts any more. */
export default async function chaosTeardown(): Promise<void> {
  const counts = process.env[TALLY_VARIABLE];
  if (counts) await rm(dirname(counts), { recursive: true, force: true });
  await stopStack();
}
