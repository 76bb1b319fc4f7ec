import { between, oneOf, times } from './random-choice';

/** How long a schedule goes, in ms: rounds begin, objects come. Then all that is open comes to its end. */
export const SCHEDULE_MS = 18_000;

/** What production does, ms after the beginning. */
interface Upload {
  at: number;
  key: string;
  /** Which one of its versions, so that no two have the same bytes. */
  version: number;
  /** No listing shows it for so many ms. */
  hiddenMs: number;
  /** No prediction can be read from it: it is counted, and in no census. */
  unusable: boolean;
}

/** One round, as it is drawn. */
export interface RoundPlan {
  at: number;
  /** Its tick lies so many seconds before; null: an operator started it. */
  tick: number | null;
  /** Between its steps. */
  pauseMs: number;
  /** How many workers try each of its steps at once. */
  workers: number;
  /** After which of its three steps its workflow is terminated, and how many ms later it is started again; null: at the end. */
  terminated: { after: number; againMs: number | null } | null;
  /** After which of its steps it is given up. */
  abandonedAfter: number | null;
}

export interface ClaimsPlan {
  uploads: Upload[];
  flags: { at: number; key: string }[];
  rounds: RoundPlan[];
  /** Of the requests of its workers: so many are lost before, and after the server acted. */
  lost: { requests: number; replies: number };
}

export function claimsPlan(random: () => number): ClaimsPlan {
  const moment = (): number => random() * SCHEDULE_MS;
  const keys = times(between(6, 14, random), (n) => `${oneOf(['a', 'b', 'c'], random)}/IMG ${n}.png`);
  const uploads = times(between(keys.length, 3 * keys.length, random), (version): Upload => {
    const unusable = random() < 0.1;
    const hiddenMs = random() < 0.3 && !unusable ? random() * 12_000 : 0;
    return { at: moment(), key: oneOf(keys, random), version, hiddenMs, unusable };
  });
  return {
    uploads: uploads.sort((a, b) => a.at - b.at),
    flags: times(between(0, 4, random), () => ({ at: moment(), key: oneOf(keys, random) })),
    rounds: times(between(5, 10, random), () => ({
      at: moment(),
      tick: random() < 0.5 ? between(0, 6, random) : null,
      pauseMs: random() * 3_000,
      workers: random() < 0.3 ? between(2, 3, random) : 1,
      terminated:
        random() < 0.3 ? { after: between(0, 2, random), againMs: random() < 0.5 ? random() * 8_000 : null } : null,
      abandonedAfter: random() < 0.15 ? between(0, 2, random) : null,
    })),
    lost: oneOf(
      [
        { requests: 0, replies: 0 },
        { requests: 0.03, replies: 0.03 },
        { requests: 0.1, replies: 0 },
        { requests: 0, replies: 0.1 },
      ],
      random,
    ),
  };
}
