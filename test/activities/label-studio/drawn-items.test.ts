import { drawnItems } from '../../../activities/label-studio/drawn-items';
import { tombstoneKey } from '../../../src/domain/tombstone';
import type { Ledger } from '../../../src/ledger/port';
import { drawRow } from '../../draw-row';

test('items go before people in the order of their draw, forgotten ones not at all', async () => {
  const rows = [
    drawRow('c.png', { position: 2 }),
    drawRow(tombstoneKey('0'.repeat(24)), { position: 1 }),
    drawRow('a.png', { position: 0 }),
    drawRow('blind.png', { purpose: 'evaluation' }),
  ];
  const ledger = { readRows: async () => rows } as unknown as Ledger;
  const items = await drawnItems(ledger, { key: 'draw.parquet', sha256: '', rows: 4 }, 'training');
  expect(items.map(({ key }) => key)).toEqual(['a.png', 'c.png']);
});
