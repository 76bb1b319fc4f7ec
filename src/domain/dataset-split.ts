import { createHash } from 'node:crypto';
import type { Split } from '../contracts/retraining';
import type { DrawRow } from '../contracts/rows';

type Grouped = Pick<DrawRow, 'itemId' | 'contentSha256' | 'group'>;

/**
 * Which part of a dataset an item belongs to. It goes by a hash of the item's group (else of its content, else of its
 * id) under the loop's seed: what belongs together stays together, and no item ever changes sides from one dataset to the
 * next, so that a later model is not validated on what an earlier one was trained on.
 * @param validation share that is meant for validation, 0 <= validation < 1
 */
export function splitter(seed: string, validation: number): (item: Grouped) => Split {
  return ({ itemId, contentSha256, group }) => {
    const mark = group === null ? (contentSha256 ?? itemId) : `group ${group}`;
    return uniform(`${seed}\n${mark}`) < validation ? 'validation' : 'train';
  };
}

/** 0 <= u < 1 from the first 48 bits of SHA-256. */
const uniform = (text: string): number => createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
