import type { Mistake, RoundReport } from '../../contracts/report';
import { nothing, section } from '../figure';
import { type Html, html } from '../html';
import type { Names } from '../names';
import { counted, percent } from '../numbers';

/** A small picture as a `data:` address, or why there is none. */
export type Thumbnail = { kind: 'picture'; source: string } | { kind: 'none'; because: string };

/** Wrong evaluation items as pictures that lead to their tasks, those that the model was surest of first. */
export function mistakes(
  { mistakes: { count, shown }, estimate }: Pick<RoundReport, 'mistakes' | 'estimate'>,
  thumbnails: ReadonlyMap<string, Thumbnail>,
  names: Names,
): Html {
  const title = 'Mistakes';
  if (count === 0) {
    return section(
      title,
      nothing(
        estimate.accuracy.n === 0
          ? 'No evaluation item has a settled answer yet (n = 0).'
          : 'The model was right on every evaluation item that has a settled answer.',
      ),
    );
  }
  const which =
    shown.length < count
      ? `The ${shown.length} that the model was surest of, of ${counted(count, 'wrong evaluation item')}`
      : counted(count, 'wrong evaluation item');
  return section(
    title,
    html`<p>${which}, as people say. Each leads to its task in Label Studio.</p>`,
    html`<ul class="mistakes">
${shown.map((mistake) => item(mistake, thumbnails.get(mistake.itemId), names))}
</ul>`,
  );
}

function item(
  { itemId, predicted, labelled, confidence, task }: Mistake,
  thumbnail: Thumbnail | undefined,
  names: Names,
): Html {
  const [model, people] = [names.class(predicted), names.class(labelled)];
  const picture =
    thumbnail?.kind === 'picture'
      ? html`<img src="${thumbnail.source}" alt="The model says ${model}, people say ${people}">`
      : html`<span>no picture: ${thumbnail?.because ?? 'not read'}</span>`;
  const where =
    task === null
      ? html`<span class="muted">no task is recorded</span>`
      : html`<a href="${task.link}" rel="noreferrer">task ${String(task.task)}</a>`;
  return html`<li>
<div class="picture">${picture}</div>
<div class="said"><div class="clipped" title="${model} → ${people}"><b>${model}</b> → <b>${people}</b></div>
<span class="muted">${confidence === null ? 'no confidence' : `confidence ${percent(confidence)}`}</span><br>
${where} <code title="${itemId}">${itemId.slice(0, 8)}</code></div>
</li>`;
}
