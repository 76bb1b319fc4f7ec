import { createHash } from 'node:crypto';
import { randomOf } from '../random';

/** What the scripted annotator does with one picture. */
export type Verdict = { kind: 'class'; name: string; mistaken: boolean } | { kind: 'cannot-tell' } | { kind: 'skip' };

const SKIPPED = 0.02;
const MISTAKEN = 0.015;
/** About one picture a round. */
const CANNOT_TELL = 0.003;

/** A person's answer to a picture that truly shows `className`: mostly right. The same for the same seed and picture. */
export function verdictOn(
  picture: { sha256: string; className: string },
  classes: readonly string[],
  seed: string,
): Verdict {
  const random = randomOf(`${seed}/verdict/${picture.sha256}`);
  const roll = random.next();
  if (roll < SKIPPED) return { kind: 'skip' };
  if (roll < SKIPPED + CANNOT_TELL) return { kind: 'cannot-tell' };
  if (roll < SKIPPED + CANNOT_TELL + MISTAKEN) {
    return { kind: 'class', name: random.pick(classes.filter((name) => name !== picture.className)), mistaken: true };
  }
  return { kind: 'class', name: picture.className, mistaken: false };
}

/** A UUID (version 8: made from a hash) by which Label Studio knows an answer that it has already. */
export function answerId(task: { id: number; project: number; item: string; round: string }): string {
  const hash = createHash('sha256').update(`${task.project}/${task.id}/${task.item}/${task.round}`).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
