import type { Estimate, PartEstimate } from '../../contracts/estimate';
import { describeWindow } from '../../domain/windows';
import { intervalChart } from '../charts/interval-chart';
import { figure, nothing, section } from '../figure';
import { type Html, html, NOTHING, table } from '../html';
import { drawable, proportionRow, targetReference } from '../interval-rows';
import { briefPercent, describeProportion, grouped } from '../numbers';

type Common = Pick<Estimate, 'confidence' | 'target'>;

/** By when images were captured. */
export function times(estimate: Common & Pick<Estimate, 'byTime'>): Html {
  const parts = estimate.byTime.map((of) => ({
    name: `${short(of.start)} – ${short(of.end)}`,
    full: describeWindow(of),
    ...of,
  }));
  return section(
    'By time',
    parts.length === 0
      ? nothing('The window has no parts to compare.')
      : partFigure('captured in each part of the window', 'Time', parts, estimate),
  );
}

/** By the tags that the loop slices by. */
export function slices(estimate: Common & Pick<Estimate, 'bySlice'>): Html {
  if (estimate.bySlice.length === 0) {
    return section('By slice', nothing('The loop names no tags to slice by (evaluation.slices).'));
  }
  const tags = [...new Set(estimate.bySlice.map(({ slice }) => slice))];
  return section(
    'By slice',
    ...tags.flatMap((tag) => {
      const parts = estimate.bySlice
        .filter(({ slice }) => slice === tag)
        .map((of) => ({ ...of, name: of.value ?? 'without this tag', full: of.value ?? 'without this tag' }));
      return [html`<h3>${tag}</h3>`, partFigure(`with each value of the tag '${tag}'`, 'Value', parts, estimate)];
    }),
  );
}

interface Part extends PartEstimate {
  name: string;
  full: string;
}

function partFigure(which: string, head: string, parts: readonly Part[], { confidence, target }: Common): Html {
  const rows = drawable(parts.map(({ name, accuracy }) => proportionRow(name, accuracy)));
  const numbers = table(
    [head, 'Objects', 'Accuracy'],
    parts.map(({ full, population, accuracy }) => [
      full,
      population === null ? 'not counted' : grouped(population),
      describeProportion(accuracy),
    ]),
  );
  if (rows.length === 0)
    return html`${nothing('No settled evaluation answer yet (n = 0).')}${parts.length === 0 ? NOTHING : numbers}`;
  return figure(
    `Agreement with people on the objects ${which}, from the random evaluation draw, ${briefPercent(confidence)} intervals. Some of many intervals miss by chance.`,
    intervalChart({ label: `Accuracy of objects ${which}, with intervals`, rows, reference: targetReference(target) }),
    numbers,
  );
}

/** '11-21 02:05' */
const short = (instant: string): string => instant.slice(5, 16).replace('T', ' ');
