import { z } from 'zod';
import type { ArtifactRef } from '../contracts/artifact';

/** A reference as artifacts name each other. */
export const artifactRefSchema: z.ZodType<ArtifactRef> = z.object({
  key: z.string(),
  sha256: z.string(),
  rows: z.number(),
});
