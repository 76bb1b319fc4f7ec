import { inLine } from './output';
import { printable } from './printable';

/** One line that is written over; nothing where nobody looks. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** Faster than this, people see no more. */
const EVERY_MS = 100;

export function createProgress(stream: NodeJS.WriteStream): Progress {
  let shownAt = 0;
  let visible = false;
  return {
    show(text) {
      const now = Date.now();
      if (!stream.isTTY || now - shownAt < EVERY_MS) return;
      shownAt = now;
      visible = true;
      stream.write(`\r\u001b[K${printable(inLine(text))}`);
    },
    clear() {
      if (visible) stream.write('\r\u001b[K');
      visible = false;
    },
  };
}
