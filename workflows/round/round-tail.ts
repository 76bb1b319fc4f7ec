import type { CensusResult, ClaimResult, DrawResult, LabelVersion, Projects } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { EstimateHeadline } from '../../src/contracts/estimate';

export type Claim = Extract<ClaimResult, { kind: 'claimed' }>;

/** What was drawn and asked; fixed once the tasks are in Label Studio. */
export interface Asked {
  claim: Claim;
  census: CensusResult;
  draw: DrawResult;
  projects: Projects;
  tasks: ArtifactRef;
}

/** One version of what people said, and what followed from it. */
export interface Concluded {
  labels: LabelVersion;
  collectedAt: string;
  /** Absent in the tails of the first release. */
  irregularities?: string[];
  filing: ArtifactRef;
  estimate: ArtifactRef;
  headline: EstimateHeadline;
}

/** All that a round carries through continue-as-new. */
export interface RoundTail {
  asked: Asked;
  concluded: Concluded;
  /** Whether what the model was sure of has been filed, where the loop asks for that. */
  noisyFiled: boolean;
}
