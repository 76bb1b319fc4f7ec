import { grouped } from '../numbers';
import { valueAxis } from './axes';
import { type Chart, COLOURS, type Drawing, type Room } from './draw-chart';
import { type At, box, drawnBy, type Mark, roughWidth, words } from './marks';

export interface FunnelStep {
  name: string;
  count: number;
  /** Said behind the count where there is room, and where there is little: the share of the step before. */
  note: string;
  noteBriefly: string;
}

const ROW = 30;

/** How many were left at each step, as bars from the same start. */
export function funnelChart(label: string, steps: readonly FunnelStep[]): Chart {
  return { label, draw: (room) => draw(steps, room) };
}

function draw(steps: readonly FunnelStep[], room: Room): Drawing {
  const [left, right] = room.narrow ? [92, 136] : [120, 210];
  const most = Math.max(1, ...steps.map(({ count }) => count));
  const stepAt = ({ name, count, note, noteBriefly }: FunnelStep, index: number, at: At): Mark[] => {
    const [x, y] = at(0, (index + 0.5) * ROW);
    const width = Math.max(count > 0 ? 3 : 1, at(count, 0)[0] - x);
    return [
      words(name, left - 8, y, { align: 'right', room: left - 8 }),
      box([x, y - 9, width, 18], COLOURS.first, count > 0 ? 0.75 : 0.3),
      words(grouped(count), x + width + 8, y, {}),
      words(room.narrow ? noteBriefly : note, x + width + 8 + roughWidth(grouped(count)) + 10, y, {
        colour: COLOURS.muted,
        size: 11,
      }),
    ];
  };
  return {
    width: room.width,
    height: steps.length * ROW + 12,
    option: {
      grid: { left, right, top: 6, bottom: 6 },
      xAxis: { ...valueAxis({ min: 0, max: most, interval: most }, String), show: false },
      yAxis: { type: 'value', min: 0, max: steps.length * ROW, inverse: true, show: false },
      series: [drawnBy((at) => steps.flatMap((step, index) => stepAt(step, index, at)))],
    },
  };
}
