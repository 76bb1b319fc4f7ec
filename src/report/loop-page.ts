import type { LoopReport } from '../contracts/report';
import { describeWindow } from '../domain/windows';
import { html } from './html';
import { namesOf } from './names';
import { page } from './page';
import { alarms } from './sections/alarms';
import { headline } from './sections/headline';
import { history, rounds } from './sections/history';
import { currentModel, differences } from './sections/models';
import { retrainings, totals } from './sections/totals';

/** One self-contained page about a loop, over its rounds. The same report gives the same bytes. */
export function loopPage({
  loop,
  writtenBy,
  classes,
  estimate,
  history: points,
  totals: counts,
  retrainings: records,
}: LoopReport): string {
  const names = namesOf(classes);
  return page(`${loop}: all rounds`, [
    html`<header>
<h1>${loop}</h1>
<p>All rounds up to ${estimate.window.end}</p>
<p>Written by <code>${writtenBy.round}</code>, version ${writtenBy.version}. The newest window with an estimate: ${describeWindow(estimate.window)}.</p>
</header>`,
    headline(estimate),
    alarms(estimate.alarms),
    history(points, names),
    currentModel(estimate, names),
    differences(estimate, names),
    totals(counts),
    retrainings(records),
    rounds(points),
    html`<footer><p>Made by Annoloop from the loop's ledger; every number of this page stands in the JSON file beside it. The page of the round <code>${estimate.round}</code> says more about its window: <code>annoloop report ${estimate.round}</code></p></footer>`,
  ]);
}
