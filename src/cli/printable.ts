/** Controls (but for the line break and the tab of our own layout) and the characters that turn the direction of text around. */
const STEERING = /(?![\n\t])\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Text for a terminal. Keys, names and messages in it may be a stranger's: none of them may steer the terminal or hide. */
export const printable = (text: string): string => text.replace(STEERING, '\uFFFD');

/** The same for JSON, which stays what it is: as escapes. */
export const printableJson = (json: string): string =>
  json.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
