import type { Estimate } from '../../contracts/estimate';
import type { Bounds } from '../../contracts/proportion';
import { type Html, html, NOTHING } from '../html';
import { briefPercent, counted, describeProportion, grouped, known, percent, range, sampleSize } from '../numbers';

/** The one number that people look for, with everything without which it says nothing. */
export function headline(estimate: Estimate): Html {
  return html`<div class="headline">
<h2>Accuracy in production</h2>
${figureOf(estimate)}
<p>${estimate.estimand}</p>
<p>${boundsOf(estimate.bounds)}</p>
${verdict(estimate)}
</div>`;
}

function figureOf({ accuracy, bounds, sufficient, confidence, interval }: Estimate): Html {
  const said = known(accuracy);
  if (!said) {
    return html`<p class="figure">not known yet</p>
<p><strong>No evaluation item has a settled answer (n = 0):</strong> there is nothing to estimate from.</p>`;
  }
  if (!sufficient && bounds.lower !== null && bounds.upper !== null) {
    return html`<p class="figure">${range({ lower: bounds.lower, upper: bounds.upper })}</p>
<p><strong>Bounds only (${sampleSize(accuracy.n)}): too few answers to act on.</strong> Of the drawn images, the model is right on a share between these, whatever the open answers will say. No retraining is proposed from this round. The answers so far: ${describeProportion(accuracy)}.</p>`;
  }
  return html`<p class="figure">${percent(said.value)}</p>
<p><strong>${briefPercent(confidence)} interval ${range(said)}, ${sampleSize(accuracy.n)}</strong> <span class="muted">(${interval === 'wilson' ? 'Wilson' : 'Clopper–Pearson'})</span></p>`;
}

export function boundsOf({ drawn, unresolved, lower, upper }: Bounds): string {
  if (drawn === 0) return 'No image was drawn for evaluation.';
  if (unresolved === 0 || lower === null || upper === null) {
    return `Every drawn image (${grouped(drawn)}) has a settled answer.`;
  }
  const [have, them] = unresolved === 1 ? ['has', 'were it'] : ['have', 'were all of them'];
  return `Of ${counted(drawn, 'drawn image')} ${grouped(unresolved)} ${have} no settled answer: ${them} wrong, it would be ${percent(lower)} of the drawn ones, ${them} right, ${percent(upper)}.`;
}

function verdict({ accuracy, target, sufficient }: Estimate): Html {
  const said = known(accuracy);
  if (target === null) return html`<p class="muted">No target is stated for this loop.</p>`;
  const aim = briefPercent(target);
  if (!said || !sufficient) return html`<p class="notice">The target of ${aim} cannot be judged yet.</p>`;
  if (said.upper < target) {
    return html`<p class="notice bad"><strong>Below the target of ${aim}:</strong> the whole interval lies below it.</p>`;
  }
  if (said.lower >= target) {
    return html`<p class="notice good"><strong>Target of ${aim} met:</strong> the whole interval lies at or above it.</p>`;
  }
  return html`<p class="notice">The target of ${aim} lies within the interval: these labels do not say on which side of it the model is.</p>`;
}

/** Where the round was amended, what that moved. */
export function changes({ changes: moved, version }: Estimate): Html {
  if (moved === null) return NOTHING;
  const [from, to] = [moved.accuracy.from, moved.accuracy.to].map((value) =>
    value === null ? 'unknown' : percent(value),
  );
  const items = moved.items.map(
    ({ itemId, from: was, to: is }) => html`<li><code>${itemId}</code>: ${was} → ${is}</li>`,
  );
  const more = moved.count - moved.items.length;
  return html`<div class="notice">
<strong>Amended:</strong> version ${version}, after ${counted(moved.count, 'evaluation item')} changed. Accuracy ${from ?? ''} → ${to ?? ''}, n ${moved.n.from} → ${moved.n.to}.
${items.length === 0 ? NOTHING : html`<details><summary>What changed</summary><ul>${items}</ul>${more > 0 ? html`<p>and ${more} more, in the round's labels.</p>` : NOTHING}</details>`}
</div>`;
}
