import type { DataActivities } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { ClassRegistry } from '../../src/contracts/classes';
import type { Estimate, EstimateChanges } from '../../src/contracts/estimate';
import type { Population } from '../../src/contracts/population';
import { alarmsOf } from '../../src/domain/alarms/alarms';
import type { WatchedWindow } from '../../src/domain/alarms/watched-window';
import { classNames } from '../../src/domain/class-names';
import { currentVersion } from '../../src/domain/estimate/across-rounds';
import { driftBetween } from '../../src/domain/estimate/drift';
import { estimateChanges } from '../../src/domain/estimate/estimate-changes';
import type { JudgedItem } from '../../src/domain/estimate/judged-items';
import { roundEstimate } from '../../src/domain/estimate/round-estimate';
import { ledgerKeys } from '../../src/domain/layout';
import { ArtifactCorrupt } from '../../src/ledger/errors';
import type { Ledger } from '../../src/ledger/port';
import { ensureRegistry } from '../../src/loops/class-registry';
import { earlierEstimates } from '../../src/loops/earlier-estimates';
import { estimateSchema } from '../../src/loops/estimates';
import { populationOf } from '../../src/loops/populations';
import type { Dependencies } from '../dependencies';
import { judgedDraw } from './estimate/judged-draw';

/**
 * Estimates the live accuracy in the round's window, and of its model over the rounds before, and writes it as the next
 * version. What other rounds say is taken as it stands now: an amendment of an earlier round changes no later estimate.
 */
export function estimateAccuracy({ openLoop }: Dependencies): DataActivities['estimateAccuracy'] {
  return async ({ loop, configRef, round, window, census, draw, labels, version, predecessor }) => {
    const { config, ledger } = await openLoop(configRef);
    const { registry } = await ensureRegistry(ledger, config.classes);
    const population = await countedPopulation(ledger, draw);
    const earlier = await earlierEstimates(ledger, window.start);
    const { slices } = config.evaluation;
    const items = await judgedDraw(ledger, draw, labels, slices);
    const estimated = roundEstimate({
      round,
      window,
      items,
      population,
      registry,
      evaluation: config.evaluation,
      atLeast: config.annotation.until.evaluation.atLeast,
      noisyAbove: config.filing.noisyAbove,
      annotators: config.annotation.annotators,
      earlier,
    });
    const drift = await driftSince(ledger, earlier, population, estimated);
    const estimate: Estimate = {
      loop,
      version,
      predecessor,
      changes: predecessor && (await changesSince(ledger, predecessor, draw, { items, slices, registry }, estimated)),
      ...estimated,
      drift,
      alarms: alarmsOf({
        windows: [estimated, ...earlier.toReversed()].map(watchedWindow),
        drift,
        target: config.evaluation.target,
        confidence: config.evaluation.confidence,
      }),
      inputs: { census, draw, labels },
    };
    const { ref } = await ledger.createJson(ledgerKeys.estimate(round, version), estimate);
    const { accuracy, sufficient } = await ledger.readJson(ref, estimateSchema);
    const { value, lower, upper, n } = accuracy;
    return { estimate: ref, headline: { value, lower, upper, n, sufficient } };
  };
}

function watchedWindow(
  estimate: Pick<Estimate, 'round' | 'cells' | 'accuracy' | 'sufficient' | 'calibration'>,
): WatchedWindow {
  const { round, cells, sufficient, accuracy, calibration } = estimate;
  return { round, modelVersion: currentVersion(cells) ?? null, sufficient, accuracy, calibration };
}

async function countedPopulation(ledger: Ledger, draw: ArtifactRef): Promise<Population> {
  const population = await populationOf(ledger, draw);
  if (population) return population;
  throw new ArtifactCorrupt(`s3://${ledger.bucket}/${draw.key}`, 'does not say what it was drawn from');
}

/** Against the first window that the same model version predicted in, so that a slow drift adds up; nothing in that one. */
async function driftSince(
  ledger: Ledger,
  earlier: readonly Estimate[],
  population: Population,
  { cells }: Pick<Estimate, 'cells'>,
): Promise<Estimate['drift']> {
  const version = currentVersion(cells);
  const reference = earlier.find((one) => one.cells.some((cell) => cell.modelVersion === version));
  const counted = reference && (await populationOf(ledger, reference.inputs.draw));
  return reference && counted ? driftBetween(population, { round: reference.round, population: counted }) : [];
}

async function changesSince(
  ledger: Ledger,
  ref: ArtifactRef,
  draw: ArtifactRef,
  now: { items: readonly JudgedItem[]; slices: readonly string[]; registry: ClassRegistry },
  { accuracy }: Pick<Estimate, 'accuracy'>,
): Promise<EstimateChanges> {
  const before = await ledger.readJson(ref, estimateSchema);
  const judgedBefore = await judgedDraw(ledger, draw, before.inputs.labels, now.slices);
  return estimateChanges(now.items, judgedBefore, accuracy, before, classNames(now.registry.classes));
}
