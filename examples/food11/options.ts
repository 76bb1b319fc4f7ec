import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** Stop when the last page is printed, instead of leaving everything up to look at. */
  exit: boolean;
  /** The person at the keyboard answers. */
  human: boolean;
  /** A folder of class folders; null: emoji. */
  images: string | null;
  seed: string;
  rounds: number;
}

/** With this seed the demo was measured; README shows its numbers. */
const SEED = 'food11';
const ROUNDS = 3;

const USAGE = `npm run demo -- [--exit] [--human] [--images DIR] [--seed TEXT] [--rounds N]

  --exit        stop everything at the end, instead of leaving it up to look at
  --human       answer yourself, in Label Studio
  --images DIR  your own pictures, in class folders (DIR/CLASS/*.jpg), instead of emoji
  --seed TEXT   other pictures, users and answers (default: ${SEED})
  --rounds N    how many rounds (default: ${ROUNDS})`;

/** @throws Error that says what is wrong, with the usage */
export function parseOptions(args: readonly string[]): DemoOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        exit: { type: 'boolean', default: false },
        human: { type: 'boolean', default: false },
        images: { type: 'string' },
        seed: { type: 'string', default: SEED },
        rounds: { type: 'string', default: String(ROUNDS) },
      },
    });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1 || rounds > 20) throw new Error('--rounds takes a number from 1 to 20');
    const { exit, human, images = null, seed } = values;
    return { exit, human, images, seed, rounds };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}
