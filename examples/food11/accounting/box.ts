/** One cell: what it says and how it is painted, which does not count for its width. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

export interface Column {
  title: string[];
  align: 'left' | 'right';
}

const pad = (text: string, width: number, align: 'left' | 'right'): string =>
  align === 'left' ? text.padEnd(width) : text.padStart(width);

/** A table in box-drawing characters; titles may have several lines. */
export function box(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const widths = columns.map(({ title }, i) =>
    Math.max(...title.map((line) => line.length), ...rows.map((row) => row[i]?.text.length ?? 0)),
  );
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right;
  const line = (cells: readonly string[]): string => `│ ${cells.join(' │ ')} │`;

  const titleLines = Math.max(...columns.map(({ title }) => title.length));
  const header = Array.from({ length: titleLines }, (_, l) =>
    line(columns.map(({ title, align }, i) => pad(title[l] ?? '', widths[i] ?? 0, align))),
  );
  const body = rows.map((row) =>
    line(
      columns.map(({ align }, i) => {
        const { text, paint } = row[i] ?? { text: '' };
        const padded = pad(text, widths[i] ?? 0, align);
        return paint ? padded.replace(text, () => paint(text)) : padded;
      }),
    ),
  );
  return [rule('┌', '┬', '┐'), ...header, rule('├', '┼', '┤'), ...body, rule('└', '┴', '┘')].join('\n');
}
