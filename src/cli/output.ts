import { printable, printableJson } from './printable';

/** A line, or several, on standard output. */
export const say = (text: string): void => void process.stdout.write(`${printable(text)}\n`);

/** What is not the result itself, such as progress: on standard error, so that output can be piped. */
export const mention = (text: string): void => void process.stderr.write(`${printable(text)}\n`);

/** Output for programs. */
export const sayJson = (value: unknown): void => say(printableJson(JSON.stringify(value, null, 2)));

/** Rows as columns that line up; numbers to the right. An empty list of rows gives the head alone. */
export function columns(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => String(row[at] ?? '').length)));
  const line = (cells: readonly (string | number)[]): string =>
    cells
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const numeric = head.map((_, at) => rows.length > 0 && rows.every((row) => typeof row[at] === 'number'));
  const title = head.map((text, at) => (numeric[at] ? text.padStart(widths[at] ?? 0) : text));
  return [line(title), ...rows.map(line)].join('\n');
}

const UNITS = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** An instant with how far off it is: '2026-11-22T00:00:00Z (in 19 h)'. */
export function when(instant: string, now = Date.now()): string {
  const ms = Date.parse(instant) - now;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(ms) >= length) ?? UNITS[3];
  const count = Math.round(Math.abs(ms) / size);
  const span = `${count} ${unit === 'day' && count !== 1 ? 'days' : unit}`;
  return `${instant.replace(/\.\d+Z$/, 'Z')} (${ms >= 0 ? `in ${span}` : `${span} ago`})`;
}
