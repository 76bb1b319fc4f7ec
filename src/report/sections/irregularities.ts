import { nothing, section } from '../figure';
import { type Html, html } from '../html';

/** What people changed in Label Studio, and answers that say nothing the loop knows: named, for none of it is counted in silence. */
export function irregularities(sentences: readonly string[]): Html {
  return section(
    'Not as it was asked',
    sentences.length === 0
      ? nothing('Tasks, answers and projects were in Label Studio as the round had made them.')
      : html`<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`,
  );
}
