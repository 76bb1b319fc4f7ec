import { z } from 'zod';
import type { ArtifactRef } from '../contracts/artifact';
import { atMost } from '../domain/irregularities';
import type { Ledger } from '../ledger/port';

/** They lie in the metadata of the collected answers, so that both are of one reading; a file of a million sentences helps nobody. */
const MOST_KEPT = 500;

const sentences = z.array(z.string());

/** Metadata of collected answers, with what was not as it was asked when they were collected. */
export const withIrregularities = (
  metadata: Record<string, string>,
  irregularities: readonly string[],
): Record<string, string> => ({ ...metadata, irregularities: JSON.stringify(atMost(irregularities, MOST_KEPT)) });

export const irregularitiesIn = ({ irregularities }: Record<string, string>): string[] =>
  irregularities === undefined ? [] : sentences.parse(JSON.parse(irregularities));

/** What was not as it was asked when these answers were collected: one sentence each, naming task and item. */
export const irregularitiesOf = async (ledger: Ledger, annotations: ArtifactRef): Promise<string[]> =>
  irregularitiesIn(await ledger.readMetadata(annotations));
