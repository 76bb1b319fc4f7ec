import { z } from 'zod';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';

const counts = z.record(z.string(), z.number());

/** What a census could not use, in part or whole. The older of them name no examples. */
const shortfallSchema = z.object({
  unusable: counts,
  warnings: counts,
  examples: z.record(z.string(), z.array(z.string())).default({}),
});

/** Counts by reason: objects that cannot be drawn, and drawable ones of which something cannot be read; with the first keys of each. */
export type CensusShortfall = z.infer<typeof shortfallSchema>;

/** Null for a round that has taken no census. */
export async function censusShortfall(ledger: Ledger, round: string): Promise<CensusShortfall | null> {
  const census = await ledger.find(ledgerKeys.census(round));
  return census && ledger.readJson(census, shortfallSchema);
}
