import { randomUUID } from 'node:crypto';
import type { DrawRow, FilingRow } from '../../../src/contracts/rows';
import { itemId } from '../../../src/domain/item-id';
import { ledgerKeys } from '../../../src/domain/layout';
import type { Ledger } from '../../../src/ledger/port';
import { DRAW, FILING } from '../../../src/ledger/tables';
import type { ObjectStore } from '../../../src/object-store/port';
import { drawRow } from '../../draw-row';

/** A round with items in a source bucket of its own, as far as the media route sees one. */
export interface MediaRound {
  round: string;
  source: string;
  dataset: string;
  /** Uploads an object and makes it an item, not drawn yet. */
  upload(key: string, bytes: Uint8Array, contentType?: string): Promise<DrawRow>;
  draw(rows: DrawRow[]): Promise<void>;
  /** Files items as one version: copies each, records them, and deletes the sources unless `keepSources`. */
  file(version: number, rows: DrawRow[], options?: { keepSources: boolean }): Promise<FilingRow[]>;
}

export async function mediaRound(store: ObjectStore, ledger: Ledger): Promise<MediaRound> {
  const id = randomUUID().slice(0, 8);
  const [source, dataset] = [`source-${id}`, `dataset-${id}`];
  await store.ensureBucket(source);
  await store.ensureBucket(dataset);
  const round = `food11-round-${id}`;
  return {
    round,
    source,
    dataset,
    async upload(key, bytes, contentType) {
      const { etag } = await store.put(
        { bucket: source, key },
        bytes,
        contentType === undefined ? {} : { contentType },
      );
      return evaluated({ bucket: source, key, etag, size: bytes.length });
    },
    async draw(rows) {
      await ledger.createRows(ledgerKeys.draw(round), DRAW, rows);
    },
    async file(version, rows, options) {
      const filed: FilingRow[] = [];
      for (const row of rows) {
        const to = { bucket: dataset, key: `training/class_00/v${version}-${row.itemId}` };
        const from = { bucket: row.bucket, key: row.key };
        const { etag } = await store.copy({ from, ifMatch: row.etag, to, size: row.size, tags: { item: row.itemId } });
        filed.push(filingRow(row, to, etag));
      }
      await ledger.createRows(ledgerKeys.filing(round, version), FILING, filed);
      if (!options?.keepSources) for (const { bucket, key } of rows) await store.delete({ bucket, key });
      return filed;
    },
  };
}

const evaluated = (object: { bucket: string; key: string; etag: string; size: number }): DrawRow =>
  drawRow(object.key, {
    ...object,
    itemId: itemId(object),
    lastModified: '2026-11-21T02:00:00Z',
    predictedClass: 0,
    draw: 'evaluation',
    strategy: 'random',
    purpose: 'evaluation',
    contentSha256: null,
  });

const filingRow = (row: DrawRow, to: { bucket: string; key: string }, toEtag: string): FilingRow => ({
  itemId: row.itemId,
  folder: 'training',
  classId: 0,
  fromBucket: row.bucket,
  fromKey: row.key,
  fromEtag: row.etag,
  toBucket: to.bucket,
  toKey: to.key,
  toEtag,
  size: row.size,
  contentSha256: null,
  status: 'filed',
  deleteSource: true,
});
