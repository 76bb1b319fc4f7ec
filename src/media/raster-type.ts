/** How many first bytes `rasterType` looks at. */
export const SNIFFED_BYTES = 32;

const BMP_HEADER_SIZES = [12, 40, 52, 56, 64, 108, 124];

/**
 * The media type of a raster image by its first bytes, or null for everything else. What the object's uploader declared
 * is not asked: an SVG or a page named `.png` must never be rendered. The list is what Chromium and Firefox draw, and TIFF.
 */
export function rasterType(start: Uint8Array): string | null {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  const text = (from: number, to: number): string => bytes.toString('latin1', from, to);
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (text(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'image/gif';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (text(4, 8) === 'ftyp' && ['avif', 'avis'].includes(text(8, 12))) return 'image/avif';
  if (text(0, 4) === 'II*\0' || text(0, 4) === 'MM\0*') return 'image/tiff';
  // 'BM' alone begins too many texts: the size of the header behind it has to be one of the known ones.
  if (text(0, 2) === 'BM' && bytes.length >= 18 && BMP_HEADER_SIZES.includes(bytes.readUInt32LE(14)))
    return 'image/bmp';
  return null;
}
