import { countedAxis } from './axes';
import { type Chart, COLOURS, type Drawing, type Room } from './draw-chart';
import { type At, box, drawnBy, type Mark, roughWidth, shortCount, words } from './marks';

/** What people say by rows, what the model says by columns; `columns` of a row are counts. */
export interface ConfusionMatrix {
  rows: {
    name: string;
    counts: readonly number[] /** Which column is right; null for none. */;
    right: number | null;
  }[];
  columns: readonly string[];
}

/** Each cell as dark as its share of what people call so: right ones in one colour, wrong ones in another. */
export function confusionChart(label: string, matrix: ConfusionMatrix): Chart {
  return { label, draw: (room) => draw(matrix, room) };
}

function draw({ rows, columns }: ConfusionMatrix, room: Room): Drawing {
  const left = room.narrow ? 92 : 170;
  const top = room.narrow ? 96 : 118;
  // As letters slant to the right, the last name needs room beyond its column.
  const namesAbove = room.narrow ? 84 : 112;
  const beyond = Math.ceil(Math.min(roughWidth(columns.at(-1) ?? '') + 8, namesAbove) * Math.SQRT1_2);
  const cell = Math.max(room.narrow ? 24 : 26, Math.min(46, (room.width - left - beyond) / columns.length));
  const width = Math.max(room.width, Math.ceil(left + columns.length * cell + beyond));
  const height = top + rows.length * cell + 8;
  return {
    width,
    height,
    option: {
      grid: { left, top, width: columns.length * cell, height: rows.length * cell },
      xAxis: countedAxis(columns.length),
      yAxis: countedAxis(rows.length, true),
      series: [
        drawnBy((at) => [
          words('people say ↓ \u2002 model says →', 0, 8, { colour: COLOURS.muted, size: 11 }),
          ...columns.map((name, column) => slanted(name, column, top, namesAbove, at)),
          ...rows.flatMap((row, index) => [
            words(row.name, left - 8, at(0, index)[1], { align: 'right', room: left - 12 }),
            ...cells(row, index, cell, at),
          ]),
        ]),
      ],
    },
  };
}

function cells({ counts, right }: ConfusionMatrix['rows'][number], row: number, size: number, at: At): Mark[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.flatMap((count, column) => {
    const [x, y] = at(column, row);
    const square = [x - size / 2 + 1, y - size / 2 + 1, size - 2, size - 2] as const;
    if (count === 0) return [box(square, COLOURS.grid, 0.5)];
    const share = count / all;
    const colour = column === right ? COLOURS.first : COLOURS.bad;
    return [
      box(square, COLOURS.grid, 0.5),
      box(square, colour, 0.12 + 0.88 * share),
      words(shortCount(count), x, y, { align: 'center', size: 11, colour: share > 0.55 ? COLOURS.paper : COLOURS.ink }),
    ];
  });
}

function slanted(name: string, column: number, top: number, room: number, at: At): Mark {
  const x = at(column, 0)[0];
  const text = words(name, 0, 0, { room });
  return { ...text, x: x - 2, y: top - 8, rotation: Math.PI / 4 } as Mark;
}
