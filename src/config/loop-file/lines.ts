const LINE_BREAK = /\r\n|\r|\n/;

export const linesOf = (text: string): string[] => text.split(LINE_BREAK);

/**
 * Says line and column, from 1, of offsets into a text. (The YAML parser's own counter loses lines once it has met an
 * error.)
 */
export function placesIn(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (const match of text.matchAll(new RegExp(LINE_BREAK, 'g'))) starts.push(match.index + match[0].length);
  return (offset) => {
    let [line, beyond] = [0, starts.length];
    while (beyond - line > 1) {
      const middle = (line + beyond) >> 1;
      if ((starts[middle] ?? 0) <= offset) line = middle;
      else beyond = middle;
    }
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}
