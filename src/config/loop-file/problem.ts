/** Where in a loop file: the keys and list positions (from 0) that lead there. */
export type Path = readonly (string | number)[];

/** One thing that is wrong with a loop file. Lines and columns count from 1, as editors do. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  message: string;
  /** What to write or do instead. */
  instead: string;
}

/** Nobody reads more, and a file made to be slow would cost minutes. */
export const MOST_OF_A_KIND = 100;

/** How a check says that something is wrong, by path; the place in the file is found by whoever collects. */
export type Report = (path: Path, message: string, instead: string) => void;

/** Problems in the order in which a reader meets them. */
export function inReadingOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}
