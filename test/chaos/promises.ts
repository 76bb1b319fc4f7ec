/** The faults of docs/promises.md that have a long run here, as the summary names them. */
const FAULTS = {
  1: 'worker killed',
  2: 'crash between copy, verify and delete',
  3: 'key taken, clock off, claims racing',
  4: 'source overwritten',
  5: 'store that ignores conditions',
  6: '503, resets, slow and cut bodies',
  7: "import's reply lost",
  8: 'webhooks lost, repeated, flooding',
  9: 'hostile hooks and media',
  10: 'answers, tasks, projects deleted',
  11: 'people take 30 days',
  12: 'a server down for an hour',
  13: "workflow's code changes",
  14: 'secrets looked for',
  15: 'least privilege',
} as const;

export type PromiseNumber = keyof typeof FAULTS;

/** The title of the `describe` that holds a promise's long tests: the summary tells by it which promise a test is of. */
export const promise = (number: PromiseNumber): string => `promise ${number}: ${FAULTS[number]}`;

/** The promise that a title of `promise` names, or null. */
export function promiseOf(title: string): { number: PromiseNumber; fault: string } | null {
  const number = Number(/^promise (\d+): /.exec(title)?.[1]);
  return number in FAULTS ? { number: number as PromiseNumber, fault: FAULTS[number as PromiseNumber] } : null;
}
