import { type EChartsOption, init } from 'echarts';
import { type Html, html } from '../html';

/** A chart in one of its two widths: as options for ECharts. */
export interface Drawing {
  width: number;
  height: number;
  option: EChartsOption;
}

export interface Chart {
  /** What it shows, for those who hear the page. */
  label: string;
  /** Drawn for the width of a desk's screen or a printed page, and for that of a phone, so that letters are legible on both. */
  draw(room: Room): Drawing;
}

/** What a chart may fill: pixels across, and whether these are those of a phone. */
export interface Room {
  width: number;
  narrow: boolean;
}

const WIDE: Room = { width: 760, narrow: false };
const NARROW: Room = { width: 328, narrow: true };

/** The colours of the page: they follow its scheme, light, dark or printed. */
export const COLOURS = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  grid: 'var(--grid)',
  paper: 'var(--paper)',
  first: 'var(--first)',
  second: 'var(--second)',
  bad: 'var(--bad)',
  target: 'var(--target)',
} as const;

/** Two SVG elements, of which the page's styles show one. The same chart gives the same text. */
export function drawChart(chart: Chart): Html {
  const { wide, narrow } = { wide: chart.draw(WIDE), narrow: chart.draw(NARROW) };
  return html`<div class="wide">${svg(wide, WIDE, chart.label)}</div>
<div class="narrow">${svg(narrow, NARROW, chart.label)}</div>`;
}

function svg({ width, height, option }: Drawing, room: Room, label: string): Html {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit', fontSize: 12 }, ...option });
    const drawn = plain(chart.renderToSVGString({ useViewBox: true }));
    // What has no room in its place keeps its size, and scrolls.
    const size = width > room.width ? { text: ` style="width:${width}px;max-width:none"` } : { text: '' };
    return html`<svg role="img" aria-label="${label}" viewBox="0 0 ${{ text: String(width) }} ${{ text: String(height) }}"${size}>${{ text: drawn }}</svg>`;
  } finally {
    chart.dispose();
  }
}

/**
 * The content of the SVG without what only a script would read: class names and style rules for hovering, which also
 * count up from chart to chart, and marks of data. Nothing refers to an id, as no series is clipped.
 */
function plain(svgText: string): string {
  return svgText
    .slice(svgText.indexOf('>') + 1, svgText.lastIndexOf('</svg>'))
    .replace(/<style[^>]*>.*?<\/style>|<defs[^>]*>.*?<\/defs>/gs, '')
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/ (?:class|pointer-events|clip-path|xml:space|ecmeta_\w+)="[^"]*"/g, ''),
    )
    .trim();
}
