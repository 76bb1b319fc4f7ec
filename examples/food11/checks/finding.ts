/** What one check of the demo's end found. */
export interface Finding {
  /** What was looked at, as a sentence that holds when `wrong` is empty. */
  claim: string;
  looked: number;
  wrong: string[];
}

const SHOWN = 5;

/** A line a check, and the first few of what is wrong. */
export function describe({ claim, looked, wrong }: Finding): string {
  const mark = wrong.length === 0 ? '✓' : '✗';
  const more = wrong.length > SHOWN ? [`    … and ${wrong.length - SHOWN} more`] : [];
  return [`  ${mark} ${claim} (${looked} looked at)`, ...wrong.slice(0, SHOWN).map((w) => `    ${w}`), ...more].join(
    '\n',
  );
}

/** Values that occur more than once, with how often. */
export function repeated(values: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return new Map([...times].filter(([, n]) => n > 1));
}

export function grouped<T>(list: readonly T[], by: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(by(item));
    if (group === undefined) groups.set(by(item), [item]);
    else group.push(item);
  }
  return groups;
}
