import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Controls (but for the line break and the tab of our own layout) and the characters that turn the direction of text around. */
const STEERING = /(?![\n\t])\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Text for a terminal. Keys, names and messages in it may be a stranger's: none of them may steer the terminal or hide. */
export const printable = (text: string): string => text.replace(STEERING, '\uFFFD');

/** The same for JSON, which stays what it is: as escapes. */
export const printableJson = (json: string): string =>
  json.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A terminal to write whole files to, none of whose bytes may steer it. */
export function printableStream(terminal: NodeJS.WritableStream): Writable {
  // A character may lie across two pieces.
  const decoder = new StringDecoder('utf8');
  return new Writable({
    write(chunk: Buffer, _, done) {
      terminal.write(printable(decoder.write(chunk)), done);
    },
  });
}
