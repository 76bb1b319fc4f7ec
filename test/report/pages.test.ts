import type { LoopReport, RoundReport } from '../../src/contracts/report';
import { roughWidth } from '../../src/report/charts/marks';
import { loopPage } from '../../src/report/loop-page';
import { roundPage } from '../../src/report/round-page';
import type { Thumbnail } from '../../src/report/sections/mistakes';
import { assertBalanced } from './balanced';
import {
  emptyLoop,
  emptyReport,
  fullLoop,
  fullReport,
  HOSTILE,
  manyClasses,
  nothingLost,
  scarceReport,
  twentyFiveClasses,
} from './samples';

const PICTURE: Thumbnail = { kind: 'picture', source: 'data:image/jpeg;base64,/9j/4AAQSkZJRg==' };

const picturesOf = ({ mistakes }: RoundReport): Map<string, Thumbnail> =>
  new Map(
    mistakes.shown.map(({ itemId }, index) => [
      itemId,
      index % 5 === 4 ? { kind: 'none', because: 'not an image that can be shown' } : PICTURE,
    ]),
  );

const round = (report: RoundReport): string => roundPage(report, picturesOf(report));

const ROUNDS: Record<string, () => RoundReport> = {
  'a full round': fullReport,
  'a first round without an answer': emptyReport,
  'a round with too few answers': scarceReport,
  'a round of 40 classes with any names': manyClasses,
  'a round of 25 classes': twentyFiveClasses,
  'a round that lost nothing': nothingLost,
};
const LOOPS: Record<string, () => LoopReport> = { 'a full loop': fullLoop, 'a loop without an answer': emptyLoop };

const PAGES: [string, () => string][] = [
  ...Object.entries(ROUNDS).map(([name, of]): [string, () => string] => [name, () => round(of())]),
  ...Object.entries(LOOPS).map(([name, of]): [string, () => string] => [name, () => loopPage(of())]),
];

/** What a reader sees: without tags and styles. */
const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\u00a0/g, ' ')
    .replace(/\s+/g, ' ');

const sectionOf = (page: string, title: string): string => {
  const from = page.indexOf(`<h2>${title}`);
  if (from < 0) throw new Error(`the page has no section '${title}'`);
  return textOf(page.slice(from, page.indexOf('</section>', from)));
};

const charts = (page: string): string[] => page.match(/<svg .*?<\/svg>/gs) ?? [];

/** The texts of a chart with about where they begin and end: letters are not measured here. */
function textsOf(chart: string): { text: string; from: number; to: number }[] {
  return [...chart.matchAll(/<text ([^>]*)>([^<]*)/g)].map(([, attributes = '', text = '']) => {
    const of = (pattern: RegExp): number => Number(pattern.exec(attributes)?.[1] ?? 0);
    const shown = text.replace(/&(quot|#39);/g, "'").replace(/&\w+;/g, '&');
    const slanted = /matrix\(/.test(attributes) ? Math.SQRT1_2 : 1;
    const width = roughWidth(shown, of(/font-size:(\d+)px/)) * slanted;
    const x = of(/ x="([^"]+)"/) + of(/translate\(([^ ]+) /) + of(/matrix\((?:[^,]+,){4}([^,]+),/);
    const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1];
    const from = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
    return { text: shown, from, to: from + width };
  });
}

describe.each(PAGES)('the page of %s', (_, render) => {
  const page = render();

  it('is one file without a script, a form or a reference to anything outside but tasks', () => {
    expect(page).not.toMatch(/<(script|iframe|object|embed|form|link|base|foreignObject|image|use)\b/i);
    expect(page).not.toMatch(/<[^>]*\s(on\w+|srcset|xlink:href|background|action)\s*=/i);
    expect(page).not.toMatch(/@import|url\(|javascript:/i);
    const references = [...page.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, to]) => to);
    expect(
      references.filter((to) => !/^(data:image\/jpeg;base64,|https:\/\/labels\.example\/projects\/)/.test(to ?? '')),
    ).toEqual([]);
    expect(page).toContain(
      `http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;`,
    );
  });

  it('is well formed', () => {
    expect(() => assertBalanced(page)).not.toThrow();
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says no number that is none', () => {
    expect(page).not.toMatch(/\b(NaN|undefined|null|Infinity)\b|\[object/);
  });

  it('is the same bytes each time, whatever was drawn before', () => {
    expect(render()).toBe(page);
  });

  it('names each chart, draws each in both widths, and has its numbers in a table beside it', () => {
    const drawn = charts(page);
    for (const chart of drawn) expect(chart).toMatch(/^<svg role="img" aria-label="[^"]{10,}" viewBox="0 0 \d+ \d+"/);
    expect(page.match(/<figure>/g)?.length ?? 0).toBe(drawn.length / 2);
    for (const [figure] of page.matchAll(/<figure>.*?<\/figure>/gs)) {
      expect(figure).toMatch(
        /<details><summary>The numbers<\/summary>\n<(div class="scroll" tabindex="0"><table>|p class="nothing">)/,
      );
    }
  });

  it('draws no chart without a mark, nor one in a colour that the scheme does not know', () => {
    for (const chart of charts(page)) {
      expect(chart).toMatch(/fill="var\(--(first|second|bad)\)"/);
      expect([...chart.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour)).not.toContain('#000');
    }
  });

  it('keeps all letters within their chart', () => {
    for (const chart of charts(page)) {
      const width = Number(/viewBox="0 0 (\d+) /.exec(chart)?.[1]);
      for (const { text, from, to } of textsOf(chart)) {
        expect({ text, leaves: from < -3 || to > width + 3 }).toMatchObject({ leaves: false });
      }
    }
  });

  it('says no interval without its n', () => {
    for (const [interval] of textOf(page).matchAll(/\(\d+\.\d to \d+\.\d %[^)]*\)/g))
      expect(interval).toContain('n = ');
  });
});

it('names that look like HTML stay text, on every page and in every chart', () => {
  for (const page of [round(manyClasses()), round(twentyFiveClasses()), loopPage(fullLoop())]) {
    expect(page).not.toContain(HOSTILE);
    expect(page).toContain('&lt;script&gt;');
  }
  expect(textOf(round(manyClasses()))).toContain('麺類とパスタ');
});

describe('a round', () => {
  const full = round(fullReport());

  it('begins with accuracy, interval, n, what it is of, and the target', () => {
    const head = textOf(full.slice(full.indexOf('class="headline"'), full.indexOf('<section>')));
    expect(head).toMatch(/79\.3 % 95 % interval 72\.\d to 85\.\d %, n = 150/);
    expect(head).toContain('Share of the 12400 new objects');
    expect(head).toContain('The target of 85 % lies within the interval');
    expect(head).toContain(
      'Amended: version 2, after 2 evaluation items changed. Accuracy 79.8 % → 79.3 %, n 149 → 150.',
    );
  });

  it.each([
    [[5, 100], 'Below the target of 85 %'],
    [[99, 100], 'Target of 85 % met'],
  ])('judges the target by the whole interval (%j)', ([right = 0, n = 0], said) => {
    const report = fullReport();
    const [lower, upper] = right < 50 ? [0.02, 0.11] : [0.95, 1];
    report.estimate.accuracy = { n, successes: right, value: right / n, lower, upper };
    expect(textOf(round(report))).toContain(said);
  });

  it('shows raised alarms first, each with how often it is false', () => {
    expect(sectionOf(full, 'Alarms')).toMatch(
      /Calibration of the confidence: raised\..*False alarms: 5 in 100.*Accuracy against the target: quiet\..*False alarms: under 10 %/,
    );
  });

  it('says which differences are confounded with traffic, and only those', () => {
    const text = sectionOf(full, 'Differences between model versions');
    expect(text).toContain(
      'v3 against v2-efficientnet: +4.3 points (−1.8 to +10.7, n = 326 against 240). No difference shown.',
    );
    expect(text).toContain(
      'v3 against v1: +9.1 points (+2.2 to +15.8, n = 326 against 500). Better. Confounded with traffic.',
    );
    expect(text).not.toContain('No difference shown. Confounded');
  });

  it('marks labels that are not blind, and how much narrower blind ones make the interval', () => {
    const text = sectionOf(full, 'What the labels say together');
    expect(text).toContain('0.74 times as wide');
    expect(text).toContain('Not blind:');
    const report = fullReport();
    report.estimate.combinedNotBlind = null;
    expect(sectionOf(round(report), 'What the labels say together')).not.toContain('Not blind');
  });

  it('shows the expected calibration error beside what a perfect model would show', () => {
    expect(sectionOf(full, 'Calibration')).toMatch(
      /9\.8 % a perfectly calibrated model would show 5\.4 % by chance alone with n = 148/,
    );
  });

  it('shows mistakes as pictures that lead to their tasks, or says why there is none', () => {
    const text = sectionOf(full, 'Mistakes');
    expect(text).toContain('The 24 that the model was surest of, of 31 wrong evaluation items');
    expect(text).toContain('no picture: not an image that can be shown');
    expect(text).toContain('no task is recorded');
    expect(full).toContain('<a href="https://labels.example/projects/7/data?task=1200" rel="noreferrer">task 1200</a>');
    expect(full.match(/<img /g)).toHaveLength(20);
  });

  it('counts the images from the census to the folders', () => {
    expect(sectionOf(full, 'What happened to the images')).toMatch(
      /In the census 12,400 .*Drawn 420 .*Answered 391 .*Labelled 377 .*Filed 358 /,
    );
  });

  it('of more than 25 classes lists confusions instead of a matrix', () => {
    expect(sectionOf(round(manyClasses()), 'Confusion matrix')).toMatch(
      /^ ?Confusion matrix 40 classes occur .* most frequent of/,
    );
    expect(round(twentyFiveClasses())).toContain('aria-label="Confusion matrix"');
  });

  it('with too few answers shows bounds and no accuracy to act on', () => {
    const page = round(scarceReport());
    const figure = /<p class="figure">(.*?)<\/p>/.exec(page)?.[1];
    expect(textOf(figure ?? '')).toBe('7.0 to 98.0 %');
    expect(textOf(page)).toContain('Bounds only (n = 9): too few answers to act on.');
    expect(textOf(page)).toContain('No target is stated for this loop.');
  });

  it('without an answer says so in each part, and draws only what came in', () => {
    const page = round(emptyReport());
    expect(charts(page)).toHaveLength(2);
    expect(page).toContain('aria-label="From 12,400 images in the census to 0 filed"');
    for (const [, part = ''] of page.matchAll(/<section>(.*?)<\/section>/gs)) {
      expect(part).toMatch(/<p class="nothing">[^<]{10,}|<svg /);
    }
    expect(textOf(page)).toContain('No evaluation item has a settled answer (n = 0)');
  });
});

describe('a loop', () => {
  it('shows what was labelled in total, and which dataset made which model', () => {
    const page = loopPage(fullLoop());
    expect(sectionOf(page, 'Labelled so far')).toContain('Labelled 5,610 10,333');
    expect(sectionOf(page, 'Datasets and models')).toMatch(
      /approved by ada, 2026-11-11 09:30 5e5e5e5e5e5e 1,204 311 .* v2-efficientnet accuracy 0\.8123, loss unknown/,
    );
    expect(sectionOf(page, 'Datasets and models')).toContain('failed the trainer answered 500');
  });

  it('marks where another model took over and where answers were too few', () => {
    const [chart = ''] = charts(loopPage(fullLoop()));
    expect(chart).toContain('>v2-efficientnet</text>');
    expect(chart).toMatch(/fill="var\(--paper\)"[^>]* stroke="var\(--first\)"/);
    expect(chart).toContain('stroke-dasharray');
  });
});

test('names that every object has by nature leave what all objects inherit alone', () => {
  const renamed = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll('"Bread"', '"__proto__"')
        .replaceAll('"Rice"', '"constructor"')
        .replaceAll('"Egg"', `"${'__proto__ '.repeat(20)}"`)
        .replaceAll('"v3"', '"__proto__"'),
    );
  for (const draw of [
    () => round(renamed(fullReport())),
    () => round(renamed(manyClasses())),
    () => loopPage(renamed(fullLoop())),
  ]) {
    // Sooner or later a text's width is found again.
    expect(draw()).toBe(draw());
  }
  const inherited: string[] = [];
  for (const name in {}) inherited.push(name);
  expect([inherited, Object.keys(Object)]).toEqual([[], []]);
});
