import { printable, printableJson } from './printable';

/** A line, or several, on standard output. */
export const say = (text: string): void => void process.stdout.write(`${printable(text)}\n`);

/** What is not the result itself, such as progress: on standard error, so that output can be piped. */
export const mention = (text: string): void => void process.stderr.write(`${printable(text)}\n`);

/** Output for programs. */
export const sayJson = (value: unknown): void => say(printableJson(JSON.stringify(value, null, 2)));

/** A name in a line of ours: one that holds line breaks must not look like lines of ours. */
export const inLine = (text: string): string => text.replace(/[\r\n\t\u2028\u2029]+/g, ' ');

/** Facts about one thing, each with its name before it; what is not known has no line. */
export const facts = (rows: readonly (readonly [name: string, value: string | null | undefined | false])[]): string[] =>
  rows.flatMap(([name, value]) => (value ? [`${name.padEnd(9)} ${inLine(value)}`] : []));

/** Rows as columns that line up; numbers to the right. An empty list of rows gives the head alone. */
export function columns(names: readonly string[], cells: readonly (readonly (string | number)[])[]): string {
  const head = names.map(inLine);
  const rows = cells.map((row) => row.map((cell) => (typeof cell === 'string' ? inLine(cell) : cell)));
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => String(row[at] ?? '').length)));
  const line = (row: readonly (string | number)[]): string =>
    row
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
