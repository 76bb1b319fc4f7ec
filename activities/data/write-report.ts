import type { DataActivities } from '../../src/contracts/activities';
import { ledgerKeys } from '../../src/domain/layout';
import { currentRegistry } from '../../src/loops/class-registry';
import { estimateSchema } from '../../src/loops/estimates';
import { roundReport } from '../../src/report/round-report';
import type { Dependencies } from '../dependencies';

/** Writes the round's report: one page that a person can read, mail and print. */
export function writeReport({ openLoop }: Dependencies): DataActivities['writeReport'] {
  return async ({ configRef, round, census, draw, labels, filing, estimate: ref }) => {
    const { ledger } = await openLoop(configRef);
    const estimate = await ledger.readJson(ref, estimateSchema);
    const names = new Map((await currentRegistry(ledger))?.registry.classes.map(({ id, name }) => [id, name]));
    const page = roundReport({
      estimate,
      census,
      draw,
      labels: labels.counts,
      filing: filing.counts,
      className: (id) => names.get(id) ?? `class ${id}`,
    });
    const { ref: report } = await ledger.createText(
      ledgerKeys.report(round, labels.version),
      page,
      'text/html; charset=utf-8',
    );
    return { report };
  };
}
