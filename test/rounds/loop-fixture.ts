import { randomUUID } from 'node:crypto';
import { configDocument } from '../../src/config/digest';
import type { ConfigRef } from '../../src/contracts/artifact';
import type { DrawConfig, LoopConfig } from '../../src/contracts/loop-config';
import { server } from '../object-store/server-differences';

const HOUR = 3_600_000;

/** The tags that production writes where a loop file names no others. */
export const TAG_NAMES: LoopConfig['predictions']['tags'] = {
  predictedClass: 'predicted_class',
  confidence: 'confidence',
  scores: 'scores',
  timestamp: 'timestamp',
  modelVersion: 'model_version',
  flagged: 'flagged',
  correctedClass: 'corrected_class',
  group: null,
};

/**
 * A loop of two classes on buckets of its own: four evaluation items, all flagged and the least confident for training.
 * @param places names buckets and seed: two loops of one name, each on a store of its own, have the same items and draws
 */
export function loopConfig(change: (config: LoopConfig) => void = () => undefined, places?: string): LoopConfig {
  const unique = randomUUID().slice(0, 8);
  const id = places ?? unique;
  const config: LoopConfig = {
    name: `loop-${unique}`,
    seed: `seed-${id}`,
    source: { bucket: `${id}-production`, prefix: '', since: null },
    ledger: { bucket: `${id}-ledger`, prefix: 'ledger/' },
    predictions: {
      from: 'tags',
      tags: { ...TAG_NAMES },
    },
    classes: [
      { name: 'Bread', was: [] },
      { name: 'Noodles/Pasta', was: [] },
    ],
    schedule: { kind: 'interval', everyMs: 24 * HOUR, offsetMs: 0 },
    maxOpenRounds: 5,
    settleMs: 0,
    lookbackMs: 24 * HOUR,
    feedbackMs: 24 * HOUR,
    draws: [
      draw({ name: 'evaluation', strategy: 'random', purpose: 'evaluation', size: 4, take: 'sample' }),
      draw({ name: 'flagged', strategy: 'flagged' }),
      draw({ name: 'low-confidence', strategy: 'low-confidence', below: 0.7 }),
    ],
    annotation: {
      project: `Test ${unique}`,
      labelConfig: null,
      annotators: 1,
      disputes: 'reissue',
      images: 'link',
      blind: false,
      until: { evaluation: { answered: 1, atLeast: 2 }, training: { answered: 1 }, deadlineMs: HOUR },
      closeMs: HOUR,
      pollMs: 1000,
      openTasks: 'keep',
    },
    filing: {
      bucket: `${id}-dataset`,
      prefix: '',
      mode: 'move',
      noisyAbove: null,
      acceptUnsafeDelete: server.ignoresIfMatchOnDelete,
    },
    evaluation: { confidence: 0.95, target: null, interval: 'wilson', slices: [], perceptualRadius: null },
    retraining: {
      when: { kind: 'newLabels', atLeast: 1 },
      approval: { required: true, timeoutMs: HOUR },
      trigger: { kind: 'none' },
      validation: 0,
    },
  };
  change(config);
  return config;
}

export const draw = (of: Pick<DrawConfig, 'name' | 'strategy'> & Partial<DrawConfig>): DrawConfig => ({
  purpose: 'training',
  size: null,
  minPerVersion: null,
  below: null,
  above: null,
  take: 'all',
  weights: null,
  diverse: null,
  where: { predictedClass: null, capturedWithinMs: null, tags: {} },
  ...of,
});

/** What `apply` stores of a configuration: its place and its bytes. */
export function storedConfig(config: LoopConfig): { ref: ConfigRef; json: string } {
  const { json, sha256 } = configDocument(config);
  const { bucket, prefix } = config.ledger;
  return { ref: { bucket, key: `${prefix}config/${sha256}.json`, sha256 }, json };
}
