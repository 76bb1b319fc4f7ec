import type { AccuracyPoint } from '../../contracts/report';
import { known } from '../numbers';
import { countedAxis, scaleOf, valueAxis, wholePercent } from './axes';
import { type Chart, COLOURS, type Drawing, type Room } from './draw-chart';
import { type At, dot, drawnBy, line, type Mark, whisker, words } from './marks';

const [TOP, BOTTOM, RIGHT] = [40, 34, 12];

/** Accuracy of each round with its interval, the target as a line, and where another model took over. */
export function accuracyChart(label: string, points: readonly AccuracyPoint[]): Chart {
  return { label, draw: (room) => draw(points, room) };
}

function draw(points: readonly AccuracyPoint[], room: Room): Drawing {
  const left = room.narrow ? 44 : 52;
  const values = points.flatMap(({ accuracy, target }) => {
    const interval = known(accuracy);
    return [...(interval ? [interval.lower, interval.upper] : []), ...(target === null ? [] : [target])];
  });
  const scale = scaleOf(values);
  return {
    width: room.width,
    height: room.narrow ? 260 : 320,
    option: {
      grid: { left, right: RIGHT, top: TOP, bottom: BOTTOM },
      xAxis: countedAxis(points.length),
      yAxis: valueAxis(scale, wholePercent),
      series: [
        drawnBy((at) => {
          const bottom = at(0, scale.min)[1];
          const step = (room.width - left - RIGHT) / points.length;
          return [
            ...modelChanges(points, TOP, bottom, step, at),
            ...targetLine(points, at),
            ...connections(points, at),
            ...points.flatMap((point, index) => pointAt(point, index, at)),
            ...dates(points, bottom, step, at),
          ];
        }),
      ],
    },
  };
}

function pointAt({ accuracy, sufficient }: AccuracyPoint, index: number, at: At): Mark[] {
  const interval = known(accuracy);
  if (!interval) return [];
  const [x, y] = at(index, interval.value);
  return [
    ...whisker(at(index, interval.lower), at(index, interval.upper), COLOURS.first),
    dot(x, y, COLOURS.first, !sufficient),
  ];
}

/** Between neighbours of the same model that both say something. */
function connections(points: readonly AccuracyPoint[], at: At): Mark[] {
  return points.flatMap(({ accuracy, modelVersion }, index) => {
    const before = points[index - 1];
    const [from, to] = [before ? known(before.accuracy) : null, known(accuracy)];
    if (!from || !to || before?.modelVersion !== modelVersion) return [];
    return [line(at(index - 1, from.value), at(index, to.value), COLOURS.first, { width: 1 })];
  });
}

/** It may have been another one in earlier rounds. */
function targetLine(points: readonly AccuracyPoint[], at: At): Mark[] {
  return points.flatMap(({ target }, index) =>
    target === null ? [] : [line(at(index - 0.5, target), at(index + 0.5, target), COLOURS.target, { dashed: true })],
  );
}

/** A name where the last one leaves room for it. */
function modelChanges(points: readonly AccuracyPoint[], top: number, bottom: number, step: number, at: At): Mark[] {
  let free = Number.NEGATIVE_INFINITY;
  return points.flatMap(({ modelVersion }, index) => {
    if (index > 0 && points[index - 1]?.modelVersion === modelVersion) return [];
    const x = at(index, 0)[0] - step / 2;
    const lines = index === 0 ? [] : [line([x, top - 14], [x, bottom], COLOURS.muted, { width: 1 })];
    if (x < free || modelVersion === null) return lines;
    const rest = points.slice(index).findIndex((point) => point.modelVersion !== modelVersion);
    const room = Math.max(56, (rest === -1 ? points.length - index : rest) * step - 8);
    free = x + room;
    return [...lines, words(modelVersion, x + 4, top - 16, { colour: COLOURS.muted, size: 11, room })];
  });
}

/** Days, as many as fit; with the time where two rounds end on one day. */
function dates(points: readonly AccuracyPoint[], bottom: number, step: number, at: At): Mark[] {
  const days = points.map(({ window }) => window.end.slice(0, 10));
  const daily = new Set(days).size === days.length;
  const texts = points.map(({ window }) =>
    daily ? window.end.slice(0, 10) : window.end.slice(5, 16).replace('T', ' '),
  );
  const every = Math.max(1, Math.ceil(78 / step));
  return texts.flatMap((text, index) =>
    (texts.length - 1 - index) % every === 0
      ? [
          words(text, dateAt(index, texts.length, at), bottom + 18, {
            colour: COLOURS.muted,
            align: 'center',
            size: 11,
          }),
        ]
      : [],
  );
}

/** The outermost ones must not leave the chart. */
function dateAt(index: number, count: number, at: At): number {
  const x = at(index, 0)[0];
  const [first, last] = [at(-0.5, 0)[0], at(count - 0.5, 0)[0]];
  return Math.min(Math.max(x, first - 8), last - 24);
}
