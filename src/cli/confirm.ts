import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Asks at the terminal; anything but yes is no, Ctrl-C and Ctrl-D too. */
export async function confirmed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    // A question stays open for ever when its terminal is closed.
    const closed = once(terminal, 'close').then(() => '');
    const answer = await Promise.race([terminal.question(question), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
