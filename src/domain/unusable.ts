import type { UnusableKey } from './object-keys';
import type { PredictionWarning, UnusableObject } from './predictions';

/** Why an object of the source is not in the census, where it was listed. */
export type Unusable = UnusableKey | UnusableObject | 'folder-of-others' | 'deleted meanwhile';

const UNUSABLE: Record<Unusable, string> = {
  'folder-marker': 'folder marker (the key ends with a slash)',
  'leading-slash': 'key that begins with a slash',
  'empty-segment': 'key with two slashes side by side',
  'dot-segment': "key with a segment '.' or '..'",
  'control-character': 'key with control characters or no UTF-8',
  'byte-order-mark': 'key that begins with a byte order mark',
  'question-mark': "key with a '?', which Label Studio cannot open",
  'version-in-key': "key with '?versionId=', which a copy takes for another object",
  'key-too-long': 'key above 1,024 bytes',
  'folder-of-others': 'key that is a folder of other keys (foo beside foo/bar)',
  'empty-object': 'empty object',
  'no-predicted-class': 'no predicted class in the tags',
  'unknown-class': 'predicted class that the loop does not have',
  'deleted meanwhile': 'deleted meanwhile',
};

const WARNINGS: Record<PredictionWarning, string> = {
  'unreadable-confidence': 'confidence is no number from 0 to 1',
  'unreadable-scores': 'scores cannot be read',
  'unreadable-timestamp': 'timestamp is no ISO 8601 instant',
  'timestamp-without-zone': 'timestamp without a zone, taken as UTC',
  'unreadable-flag': 'flag is neither true nor false',
  'unknown-corrected-class': 'corrected to a class that the loop does not have',
};

const WORDS: ReadonlyMap<string, string> = new Map(Object.entries({ ...UNUSABLE, ...WARNINGS }));

/** Why an object was not taken, or what of it was not: for people. What another version of Annoloop counted stays as it is. */
export const reasonInWords = (reason: string): string => WORDS.get(reason) ?? reason;

/** Counts by reason on a line: `empty object: 2, deleted meanwhile: 1`. */
export const reasonsInWords = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${reasonInWords(reason)}: ${count}`)
    .join(', ');
