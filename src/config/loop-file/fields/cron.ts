const NICKNAMES = ['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually'];

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface CronField {
  name: string;
  least: number;
  most: number;
  names: readonly string[];
  namesFrom: number;
}

const FIELDS: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59, names: [], namesFrom: 0 },
  { name: 'hour', least: 0, most: 23, names: [], namesFrom: 0 },
  { name: 'day of the month', least: 1, most: 31, names: [], namesFrom: 0 },
  { name: 'month', least: 1, most: 12, names: MONTHS, namesFrom: 1 },
  { name: 'day of the week', least: 0, most: 7, names: DAYS, namesFrom: 0 },
];

/** What is wrong with a cron expression of five fields or a nickname such as `@daily`; null where nothing is. */
export function cronFlaw(expression: string): string | null {
  const words = expression.trim().split(/\s+/);
  if (expression.startsWith('@')) {
    return NICKNAMES.includes(expression) ? null : `it is none of ${NICKNAMES.join(', ')}`;
  }
  if (/^(CRON_)?TZ=/.test(expression)) return 'the time zone has a key of its own, `timezone`';
  if (words.length !== FIELDS.length) return `it has ${words.length} fields instead of five`;
  for (const [index, field] of FIELDS.entries()) {
    const flaw = fieldFlaw(words[index] ?? '', field);
    if (flaw !== null) return flaw;
  }
  return null;
}

/** A field is a list of `*`, `7`, `1-5`, steps such as `1-30/2`. */
function fieldFlaw(word: string, field: CronField): string | null {
  for (const part of word.split(',')) {
    const [range = '', step, ...more] = part.split('/');
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return unread(part, field);
    if (range === '*') continue;
    const ends = range.split('-').map((end) => numberOf(end, field));
    if (ends.length > 2 || ends.includes(null)) return unread(part, field);
    const [first = 0, last = first] = ends as number[];
    if (first > last) return `its ${field.name} '${part}' runs backwards`;
  }
  return null;
}

const unread = (part: string, field: CronField): string =>
  `its ${field.name} '${part}' is not within ${field.least} to ${field.most}`;

function numberOf(word: string, field: CronField): number | null {
  const named = field.names.indexOf(word.toLowerCase());
  if (named >= 0) return named + field.namesFrom;
  if (!/^\d{1,2}$/.test(word)) return null;
  const number = Number(word);
  return number >= field.least && number <= field.most ? number : null;
}
