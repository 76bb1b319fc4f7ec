import { grouped } from './numbers';

/** A piece of HTML that is safe to place as it is. */
export interface Html {
  text: string;
}

type Value = string | number | Html | readonly Html[];

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

export const NOTHING: Html = { text: '' };

/** Template tag: escapes every text that is put in, groups the digits of numbers, leaves pieces of HTML as they are. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  const text = strings.reduce((page, part, index) => page + textOf(values[index - 1] ?? '') + part);
  return { text };
}

function textOf(value: Value): string {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return grouped(value);
  return 'text' in value ? value.text : value.map(({ text }) => text).join('\n');
}

/** A table that scrolls within itself where the screen is narrow; numbers are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): Html {
  const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const attributes = (column: number): Html => (numeric[column] ? { text: ' class="number"' } : NOTHING);
  const titles = head.map((title, column) => html`<th scope="col"${attributes(column)}>${title}</th>`);
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) => html`<td${attributes(column)}>${cell}</td>`);
    return html`<tr>${cells}</tr>`;
  });
  // Reachable by keyboard, for what scrolls must be.
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${titles}</tr></thead><tbody>
${lines}
</tbody></table></div>`;
}
