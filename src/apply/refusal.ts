import { LOST_ADVICE, lostCall } from '../temporal/lost-call';

/** One reason why a loop cannot be applied: what is wrong and where, and what to do. */
export interface Refusal {
  what: string;
  advice: string;
}

/** The loop was not applied; every reason that could be found is here. */
export class ApplyRefused extends Error {
  override readonly name = 'ApplyRefused';
  readonly remedy = 'Mend these, then apply again.';

  constructor(
    loop: string,
    readonly refusals: readonly Refusal[],
    /** What was made before the reason could be found: empty buckets. */
    made: readonly string[] = [],
  ) {
    const but = made.length === 0 ? '' : ` but for what is new and empty: ${made.join(', ')}`;
    super(
      [
        `loop '${loop}' was not applied, and nothing was changed${but}:`,
        ...refusals.map(({ what, advice }) => `  - ${what}\n    ${advice}`),
      ].join('\n'),
    );
  }
}

/**
 * Runs a check; what it throws is a reason not to apply too. Our errors say what to do behind a semicolon or as
 * `remedy`.
 */
export async function refusalsOf(check: () => Promise<Refusal[]>): Promise<Refusal[]> {
  try {
    return await check();
  } catch (error) {
    return [asRefusal(error)];
  }
}

export function asRefusal(error: unknown): Refusal {
  const lost = lostCall(error);
  if (lost !== null) return { what: lost, advice: LOST_ADVICE };
  if (!(error instanceof Error)) return { what: String(error), advice: 'mend that, then apply again' };
  if ('remedy' in error && typeof error.remedy === 'string') return { what: error.message, advice: error.remedy };
  const end = error.message.lastIndexOf('; ');
  if (end === -1) return { what: error.message, advice: 'mend that, then apply again' };
  return { what: error.message.slice(0, end), advice: error.message.slice(end + 2) };
}
