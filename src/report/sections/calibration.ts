import type { CalibrationEstimate } from '../../contracts/calibration';
import type { Estimate } from '../../contracts/estimate';
import { calibrationChart } from '../charts/calibration-chart';
import { intervalChart } from '../charts/interval-chart';
import { figure, nothing, section } from '../figure';
import { type Html, html, NOTHING, table } from '../html';
import { drawable, proportionRow } from '../interval-rows';
import {
  briefPercent,
  describeDifference,
  describeProportion,
  describeScore,
  grouped,
  known,
  percent,
  sampleSize,
} from '../numbers';

/** Whether the model's confidence means what it says. */
export function calibration({ calibration: of, confidence }: Pick<Estimate, 'calibration' | 'confidence'>): Html {
  const title = 'Calibration';
  if (of === null || of.n === 0) {
    return section(
      title,
      nothing('No settled evaluation item states a confidence (n = 0): whether it can be trusted is not known.'),
    );
  }
  const bins = of.bins.filter(({ accuracy }) => known(accuracy));
  return section(
    title,
    html`<p>${verdict(of)} From ${grouped(of.n)} settled evaluation items of this window that state a confidence, ${briefPercent(confidence)} intervals.</p>`,
    facts(of),
    bins.length === 0
      ? NOTHING
      : figure(
          'Accuracy of the answers that the model was about equally sure of. On the dashed line confidence and accuracy are equal; below it the model is too sure of itself.',
          calibrationChart('Accuracy by stated confidence with intervals', bins),
          table(
            ['Confidence', 'Mean confidence', 'Accuracy'],
            bins.map((bin) => [band(bin), percent(bin.meanConfidence), describeProportion(bin.accuracy)]),
          ),
        ),
  );
}

function verdict({ gap }: CalibrationEstimate): string {
  const interval = known(gap);
  if (!interval) return 'Whether the model is too sure of itself is not known.';
  if (interval.lower > 0) return 'The model is surer of itself than it is right.';
  if (interval.upper < 0) return 'The model is right more often than it is sure.';
  return 'No difference between how sure the model is and how often it is right is shown.';
}

function facts({ n, meanConfidence, gap, brier, auroc, ece }: CalibrationEstimate): Html {
  return html`<dl class="facts">
<div><dt>Mean confidence</dt><dd>${percent(meanConfidence)}<small>${sampleSize(n)}</small></dd></div>
<div><dt>Confidence minus accuracy</dt><dd>${describeDifference(gap, grouped(n))}<small>above 0: too sure of itself</small></dd></div>
<div><dt>Brier score</dt><dd>${brier.toFixed(3)}<small>0 is perfect; ${sampleSize(n)}</small></dd></div>
<div><dt>AUROC</dt><dd>${auroc === null ? 'not defined' : describeScore(auroc, n)}<small>${auroc === null ? 'all right, or all wrong' : 'chance that a right answer is surer than a wrong one'}</small></dd></div>
<div><dt>Expected calibration error</dt><dd>${percent(ece.value)}<small>a perfectly calibrated model would show ${percent(ece.ifPerfect)} by chance alone with ${sampleSize(n)}</small></dd></div>
</dl>`;
}

/** '0.50 to 0.60' */
const band = ({ from, to }: { from: number; to: number }): string => `${from.toFixed(2)} to ${to.toFixed(2)}`;

export function bands({
  byBand,
  confidence,
  noisyBandError,
}: Pick<Estimate, 'byBand' | 'confidence' | 'noisyBandError'>): Html {
  const rows = drawable(byBand.map((of) => proportionRow(band(of), of.accuracy)));
  const noisy =
    noisyBandError === null
      ? NOTHING
      : html`<p>Of evaluation items that the model was as sure of as of what is filed under <code>noisy/</code>, it got wrong: ${describeProportion(noisyBandError)}.</p>`;
  const title = 'By confidence';
  if (rows.length === 0)
    return section(title, nothing('No settled evaluation item states a confidence (n = 0).'), noisy);
  return section(
    title,
    figure(
      `Agreement with people on the objects of this window in each band of confidence, from the random evaluation draw, ${briefPercent(confidence)} intervals.`,
      intervalChart({ label: 'Accuracy by confidence with intervals', rows, bars: true }),
      table(
        ['Confidence', 'Objects', 'Accuracy'],
        byBand.map((of) => [
          band(of),
          of.population === null ? 'not counted' : grouped(of.population),
          describeProportion(of.accuracy),
        ]),
      ),
    ),
    noisy,
  );
}
