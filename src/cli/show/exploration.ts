import type { Exploration } from '../../explore/exploration';
import { columns } from '../output';
import { shortfallLines } from './shortfall';

/** Characters of the longest bar. */
const BAR = 40;

/** What a window holds, as text. */
export function describeExploration(exploration: Exploration): string {
  const { loop, window, listed, usable, flagged, corrected, scored, confidence, thresholds, draws } = exploration;
  const total = usable.window + usable.late + usable.reread;
  const parts = [
    [
      `${loop}: ${window.start} to ${window.end}`,
      `${listed} objects listed, ${total} usable: ${usable.window} new in the window, ${usable.late} found late, ${usable.reread} tagged since`,
      `${flagged} flagged by users, ${corrected} corrected${scored > 0 ? `, ${scored} with class scores` : ''}`,
      ...shortfallLines(exploration),
    ].join('\n'),
    classes(exploration),
    histogram(confidence),
    columns(
      ['CONFIDENCE BELOW', 'OBJECTS'],
      thresholds.map(({ below, objects }) => [below.toFixed(2), objects]),
    ),
    columns(
      ['DRAW', 'PURPOSE', 'MATCHES', 'TAKES'],
      draws.map(({ name, purpose, matched, taken }) => [name, purpose, matched, taken]),
    ),
    ...sizeByMargin(exploration),
    'A round may draw fewer: it leaves out images whose content was drawn before, and `diverse` draws those that look alike.',
  ];
  return parts.join('\n\n');
}

function sizeByMargin({ sizing }: Exploration): string[] {
  if (sizing === null) return [];
  const expected = `${Number((sizing.expected * 100).toFixed(1))}%`;
  return [
    sizing.estimateOf === null
      ? `The size by margin is planned for the worst case, an accuracy of ${expected}: there is no estimate yet.`
      : `The size by margin is planned for an accuracy of ${expected}: the end nearer to 50% of the interval that ${sizing.estimateOf} found.`,
  ];
}

function classes({ classes: found }: Exploration): string {
  const versions = [...new Set(found.flatMap(({ byModelVersion }) => Object.keys(byModelVersion)))].sort();
  const rows = found.map(({ name, objects, byModelVersion }) => [
    name,
    objects,
    ...versions.map((version) => byModelVersion[version] ?? 0),
  ]);
  return columns(['PREDICTED CLASS', 'OBJECTS', ...versions.map((version) => version || '(no version)')], rows);
}

function histogram({ bins, unknown }: Exploration['confidence']): string {
  const most = Math.max(1, ...bins.map(({ objects }) => objects));
  const rows = bins.map(({ from, to, objects }) => [
    `${from.toFixed(1)} to ${to.toFixed(1)}`,
    objects,
    '█'.repeat(Math.ceil((objects / most) * BAR)),
  ]);
  return columns(['CONFIDENCE', 'OBJECTS', ''], unknown === 0 ? rows : [...rows, ['not said', unknown, '']]);
}
