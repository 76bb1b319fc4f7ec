import { type Chart, drawChart } from './charts/draw-chart';
import { type Html, html } from './html';

/** A chart with its title, and its numbers as a table for who wants them exactly, or hears the page. */
export function figure(title: string, chart: Chart, numbers: Html): Html {
  return html`<figure>
<figcaption>${title}</figcaption>
${drawChart(chart)}
<details><summary>The numbers</summary>
${numbers}
</details>
</figure>`;
}

/** A part of the page under its title. */
export function section(title: string, ...content: Html[]): Html {
  return html`<section>
<h2>${title}</h2>
${content.filter(({ text }) => text !== '')}
</section>`;
}

/** Why there is nothing to see here. */
export const nothing = (text: string): Html => html`<p class="nothing">${text}</p>`;
