import type { AccuracyPoint } from '../../contracts/report';
import { describeWindow } from '../../domain/windows';
import { accuracyChart } from '../charts/accuracy-chart';
import { figure, nothing, section } from '../figure';
import { type Html, html, table } from '../html';
import type { Names } from '../names';
import { briefPercent, counted, describeProportion } from '../numbers';

const TITLE = 'Accuracy over rounds';

/** Each round's own evaluation estimate: rounds are not pooled here. */
export function history(points: readonly AccuracyPoint[], names: Names): Html {
  const answered = points.filter(({ accuracy }) => accuracy.value !== null);
  if (answered.length < 2) return section(TITLE, nothing(tooFew(answered[0])));
  const named = points.map((point) => ({ ...point, modelVersion: names.model(point.modelVersion) }));
  return section(
    TITLE,
    figure(
      "Share of each window's objects for which the model agrees with people, from its random evaluation draw, with its interval. Dashed: the target. Vertical lines: another model version predicts most of the window. Hollow: too few answers to act on.",
      accuracyChart(`Accuracy of ${counted(answered.length, 'round')} with intervals`, named),
      table(
        ['Window', 'Accuracy', 'Target', 'Model version'],
        named.map(({ window, accuracy, sufficient, target, modelVersion, modelVersions }) => [
          describeWindow(window),
          `${describeProportion(accuracy)}${sufficient ? '' : '; too few answers to act on'}`,
          target === null ? 'none' : briefPercent(target),
          modelVersions > 1 ? `${modelVersion} and ${modelVersions - 1} more` : modelVersion,
        ]),
      ),
    ),
  );
}

function tooFew(only: AccuracyPoint | undefined): string {
  if (!only) return 'No round has a settled evaluation answer yet; a chart appears once two have.';
  return `Only one round so far has settled evaluation answers (${describeWindow(only.window)}: ${describeProportion(only.accuracy)}); a chart appears once two have.`;
}

/** The rounds themselves, newest first. */
export function rounds(points: readonly AccuracyPoint[]): Html {
  return section(
    'Rounds',
    points.length === 0
      ? nothing('No round has an estimate yet.')
      : table(
          ['Round', 'Window', 'Version', 'Accuracy in its window'],
          [...points]
            .reverse()
            .map(({ round, window, version, accuracy, sufficient }) => [
              round,
              describeWindow(window),
              version,
              `${describeProportion(accuracy)}${sufficient ? '' : '; too few answers to act on'}`,
            ]),
        ),
    html`${points.length === 60 ? html`<p class="muted">The last sixty rounds.</p>` : ''}`,
  );
}
