import type { CalibrationBin } from '../../contracts/calibration';
import { known } from '../numbers';
import { valueAxis, WHOLE, wholePercent } from './axes';
import { type Chart, COLOURS, type Drawing, type Room } from './draw-chart';
import { type At, dot, drawnBy, line, type Mark, shortCount, whisker, words } from './marks';

/** Accuracy by stated confidence, with intervals, beside the diagonal where both are equal. */
export function calibrationChart(label: string, bins: readonly CalibrationBin[]): Chart {
  return { label, draw: (room) => draw(bins, room) };
}

function draw(bins: readonly CalibrationBin[], room: Room): Drawing {
  const [left, top, side] = [52, 30, room.narrow ? 262 : 380];
  return {
    width: room.width,
    height: top + side + 46,
    option: {
      grid: { left, top, width: side, height: side },
      xAxis: { ...valueAxis(WHOLE, wholePercent), name: "the model's confidence", nameLocation: 'middle', nameGap: 30 },
      yAxis: valueAxis(WHOLE, wholePercent),
      series: [
        drawnBy((at) => [
          words('n =', left - 8, top - 16, { colour: COLOURS.muted, size: 11, align: 'right' }),
          line(at(0, 0), at(1, 1), COLOURS.target, { dashed: true }),
          ...bins.flatMap((bin) => binAt(bin, at)),
          ...(room.narrow ? [] : legend(left + side + 24)),
        ]),
      ],
    },
  };
}

function binAt({ meanConfidence, accuracy }: CalibrationBin, at: At): Mark[] {
  const interval = known(accuracy);
  if (!interval) return [];
  const [x, y] = at(meanConfidence, interval.value);
  const [, top] = at(0, 1);
  return [
    ...whisker(at(meanConfidence, interval.lower), at(meanConfidence, interval.upper), COLOURS.first),
    dot(x, y, COLOURS.first),
    words(shortCount(accuracy.n), x, top - 16, { colour: COLOURS.muted, size: 11, align: 'center' }),
  ];
}

const legend = (x: number): Mark[] => [
  line([x, 40], [x + 24, 40], COLOURS.target, { dashed: true }),
  words('as accurate as it is confident', x + 32, 40, { colour: COLOURS.muted }),
  dot(x + 12, 64, COLOURS.first),
  words('accuracy of a bin of answers,', x + 32, 64, { colour: COLOURS.muted }),
  words('with its interval', x + 32, 80, { colour: COLOURS.muted }),
  words('below the line: too sure of itself', x, 112, { colour: COLOURS.muted }),
];
