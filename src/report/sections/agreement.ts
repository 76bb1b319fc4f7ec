import type { Estimate } from '../../contracts/estimate';
import { intervalChart } from '../charts/interval-chart';
import { figure, nothing, section } from '../figure';
import { type Html, html, table } from '../html';
import { drawable, proportionRow } from '../interval-rows';
import {
  briefPercent,
  counted,
  describeProportion,
  describeScore,
  known,
  percent,
  range,
  sampleSize,
} from '../numbers';

/** How far people agree with each other: what the model could at best be said to agree with. */
export function agreement({ agreement: of, confidence }: Pick<Estimate, 'agreement' | 'confidence'>): Html {
  const title = 'Agreement between people';
  if (of === null) {
    return section(
      title,
      nothing(
        'No image was decided blind by two people: how far they agree is not known. Set annotation.annotators to 2 or more to learn it.',
      ),
    );
  }
  const raw = known(of.raw);
  const rows = drawable(
    of.byAnnotator.map(({ annotator, agreement: own }) => proportionRow(`annotator ${annotator}`, own)),
  );
  return section(
    title,
    html`<p>From blind answers: ${counted(of.items, 'image')} with two or more, ${counted(of.annotators, 'person', 'people')}, ${counted(of.pairs, 'pair')} of answers; ${briefPercent(confidence)} intervals over images. The labels themselves are taken as right by every other number here.</p>`,
    html`<dl class="facts">
<div><dt>Pairs that agree</dt><dd>${raw ? `${percent(raw.value)} (${range(raw)}, ${sampleSize(of.pairs)})` : `unknown (${sampleSize(of.pairs)})`}</dd></div>
<div><dt>Krippendorff's alpha</dt><dd>${of.alpha === null ? 'from 50 pairs on' : describeScore(of.alpha, of.pairs)}<small>1: full agreement, 0: no better than chance; n in pairs</small></dd></div>
</dl>`,
    rows.length === 0
      ? html`<p class="muted">Single people are shown from 30 images on that others answered too.</p>`
      : figure(
          `How often each person agrees with the majority of the others, ${briefPercent(confidence)} intervals.`,
          intervalChart({ label: 'Agreement of each annotator with the others, with intervals', rows }),
          table(
            ['Person (Label Studio user)', 'Agreement with the others'],
            of.byAnnotator.map((one) => [String(one.annotator), describeProportion(one.agreement)]),
          ),
        ),
  );
}
