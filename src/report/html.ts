/** A piece of HTML that is safe to place as it is. */
export interface Html {
  text: string;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

/** Template tag: escapes every text that is put in, and leaves pieces of HTML as they are. */
export function html(strings: TemplateStringsArray, ...values: (string | Html)[]): Html {
  const text = strings.reduce((page, part, index) => {
    const value = values[index - 1] ?? '';
    return page + (typeof value === 'string' ? escaped(value) : value.text) + part;
  });
  return { text };
}

/** A table that scrolls within itself where the screen is narrow. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): Html {
  const cells = (tag: 'th' | 'td', values: readonly string[]): string =>
    values.map((value) => `<${tag}>${escaped(value)}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
  return {
    text: `<div class="scroll"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>\n${body}\n</tbody></table></div>`,
  };
}
