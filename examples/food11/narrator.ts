/** Tells a person what happens: one line a step, and on a terminal one that changes while it lasts. */
export interface Narrator {
  say(line: string): void;
  heading(line: string): void;
  /** Replaces itself until the next `say`; nowhere but on a terminal. */
  progress(line: string): void;
}

const CLEAR_LINE = '\r\u001b[2K';

export function narrator(out: NodeJS.WriteStream, begun: number = Date.now()): Narrator {
  const terminal = out.isTTY === true;
  let shown = false;
  const clock = (): string => {
    const seconds = Math.floor((Date.now() - begun) / 1_000);
    return `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}`;
  };
  const print = (line: string): void => {
    out.write(`${shown ? CLEAR_LINE : ''}${line}\n`);
    shown = false;
  };
  return {
    say: (line) => print(`${clock()}  ${line}`),
    heading: (line) => print(`\n${terminal ? `\u001b[1m${line}\u001b[22m` : line}`),
    progress: (line) => {
      if (!terminal) return;
      out.write(`${CLEAR_LINE}${clock()}  ${line}`);
      shown = true;
    },
  };
}
