import type { DrawRow, FilingRow, FilingStatus, LabelRow, LabelStatus } from './rows';

/**
 * One drawn item and all that became of it, in the newest version of its round: what datasets, lineage and estimates
 * over several rounds are made of.
 */
export interface ItemRecord
  extends DrawRow,
    Pick<LabelRow, 'classId' | 'noneOfThese' | 'cannotTell' | 'votes' | 'blind'> {
  round: string;
  /** `open` until its round resolves labels for the first time. */
  status: LabelStatus | 'open';
  /** Null: nothing was to be filed, or nothing is yet. */
  filing: FilingStatus | null;
  toBucket: FilingRow['toBucket'] | null;
  toKey: FilingRow['toKey'] | null;
  toEtag: string | null;
}
