/** Says something of a kind at once, and then once in `everyMs` at most, with how often it would have been said by then. */
export type Sparingly = (kind: string, say: (times: number) => void) => void;

/** For log lines that strangers can cause: a flood must not fill the disk. Kinds are few, and words of ours. */
export function createSparingly(everyMs: number, now: () => Date): Sparingly {
  const kinds = new Map<string, { saidAt: number; unsaid: number }>();
  return (kind, say) => {
    const time = now().getTime();
    const { saidAt, unsaid } = kinds.get(kind) ?? { saidAt: Number.NEGATIVE_INFINITY, unsaid: 0 };
    const due = time - saidAt >= everyMs;
    kinds.set(kind, due ? { saidAt: time, unsaid: 0 } : { saidAt, unsaid: unsaid + 1 });
    if (due) say(unsaid + 1);
  };
}
