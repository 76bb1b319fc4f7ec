import type { DataActivities } from '../../src/contracts/activities';
import type { Estimate } from '../../src/contracts/estimate';
import { evaluationEstimate } from '../../src/domain/estimate/evaluation-estimate';
import { ledgerKeys } from '../../src/domain/layout';
import { DRAW, LABELS } from '../../src/ledger/tables';
import { ensureRegistry } from '../../src/loops/class-registry';
import { estimateSchema } from '../../src/loops/estimates';
import type { Dependencies } from '../dependencies';
import { readPopulation } from './drawing/draw-summary';

/** Estimates the live accuracy of the round's window from its random evaluation draw, and writes it as the next version. */
export function estimateAccuracy({ openLoop }: Dependencies): DataActivities['estimateAccuracy'] {
  return async ({ loop, configRef, round, window, census, draw, labels, version, predecessor }) => {
    const { config, ledger } = await openLoop(configRef);
    const { registry } = await ensureRegistry(ledger, config.classes);
    const population = Object.entries(await readPopulation(ledger, draw));
    const estimate: Estimate = {
      loop,
      round,
      version,
      predecessor,
      inputs: { census, draw, labels },
      ...evaluationEstimate({
        window,
        draw: await ledger.readRows(draw, DRAW),
        labels: await ledger.readRows(labels, LABELS),
        population: population.map(([name, objects]) => ({ modelVersion: name || null, objects })),
        registry,
        evaluation: config.evaluation,
        atLeast: config.annotation.until.evaluation.atLeast,
        noisyAbove: config.filing.noisyAbove,
      }),
    };
    const { ref } = await ledger.createJson(ledgerKeys.estimate(round, version), estimate);
    const { accuracy, sufficient } = await ledger.readJson(ref, estimateSchema);
    const { value, lower, upper, n } = accuracy;
    return { estimate: ref, headline: { value, lower, upper, n, sufficient } };
  };
}
