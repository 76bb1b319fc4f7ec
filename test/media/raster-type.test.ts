import sharp from 'sharp';
import { rasterType } from '../../src/media/raster-type';

const pixels = { create: { width: 3, height: 2, channels: 3 as const, background: '#c40' } };

describe('rasterType', () => {
  it.each([
    ['image/png', 'png'],
    ['image/jpeg', 'jpeg'],
    ['image/gif', 'gif'],
    ['image/webp', 'webp'],
    ['image/avif', 'avif'],
    ['image/tiff', 'tiff'],
  ] as const)('knows %s by its bytes', async (type, format) => {
    expect(rasterType(await sharp(pixels).toFormat(format).toBuffer())).toBe(type);
  });

  it('knows a bitmap by its header, not by the two letters that a text may begin with', () => {
    const bitmap = Buffer.alloc(30);
    bitmap.write('BM');
    bitmap.writeUInt32LE(40, 14);
    expect(rasterType(bitmap)).toBe('image/bmp');
    expect(rasterType(Buffer.from('BM<script>alert(1)</script>-and-more'))).toBeNull();
  });

  it.each(['<svg xmlns="http://www.w3.org/2000/svg">', '<!doctype html><p>', '%PDF-1.7', 'GIF9', '', 'ÿØ'])(
    'takes %j for no image',
    (text) => {
      expect(rasterType(Buffer.from(text))).toBeNull();
    },
  );
});
