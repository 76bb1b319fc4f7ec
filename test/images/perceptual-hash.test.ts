import sharp from 'sharp';
import { emojiSource } from '../../examples/food11/images/emoji-source';
import { HammingIndex } from '../../src/domain/hamming-index';
import { openPerceptualHashes } from '../../src/images/perceptual-hash';

let hashOf: (bytes: Buffer) => Promise<string | null>;
const pictures: Buffer[] = [];

beforeAll(async () => {
  hashOf = await openPerceptualHashes();
  for await (const { bytes } of emojiSource('perceptual hashes').traffic(1, 40)) pictures.push(bytes);
});

/** How many pictures are found again within `radius` after a change. */
async function found(change: (bytes: Buffer) => Promise<Buffer>, radius: number): Promise<number> {
  let count = 0;
  for (const bytes of pictures) {
    const index = new HammingIndex(radius);
    index.add((await hashOf(bytes)) ?? '');
    if (index.hasNear((await hashOf(await change(bytes))) ?? '')) count += 1;
  }
  return count;
}

describe('a perceptual hash', () => {
  test('is 64 bits, the same for the same bytes', async () => {
    const hash = await hashOf(pictures[0] as Buffer);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(await hashOf(pictures[0] as Buffer)).toBe(hash);
  });

  test.each([
    ['encoded again', (bytes: Buffer) => sharp(bytes).jpeg({ quality: 50 }).toBuffer()],
    ['in another format', (bytes: Buffer) => sharp(bytes).png().toBuffer()],
    ['half the size', (bytes: Buffer) => sharp(bytes).resize(64, 64).jpeg({ quality: 90 }).toBuffer()],
    ['twice the size', (bytes: Buffer) => sharp(bytes).resize(256, 256).webp({ quality: 80 }).toBuffer()],
  ])('stays within 6 bits when the image is %s', async (_, change) => {
    expect(await found(change, 6)).toBeGreaterThanOrEqual(39);
  });

  test('stays within 12 bits when a fiftieth is cropped off each side', async () => {
    const crop = (bytes: Buffer) =>
      sharp(bytes).extract({ left: 3, top: 3, width: 122, height: 122 }).jpeg().toBuffer();
    expect(await found(crop, 12)).toBeGreaterThanOrEqual(39);
  });

  test('tells different pictures apart at 6 bits', async () => {
    const index = new HammingIndex(6);
    let alike = 0;
    for (const bytes of pictures) {
      const hash = (await hashOf(bytes)) ?? '';
      if (index.hasNear(hash)) alike += 1;
      index.add(hash);
    }
    expect(alike).toBeLessThanOrEqual(2);
  });

  test('goes by the image as it is looked at: turned as its metadata says, transparent on white', async () => {
    const turned = await sharp(pictures[0]).rotate(90).withMetadata({ orientation: 8 }).png().toBuffer();
    expect(await hashOf(turned)).toBe(await hashOf(await sharp(pictures[0]).png().toBuffer()));
    const clear = await sharp({ create: { width: 64, height: 64, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const white = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();
    expect(await hashOf(clear)).toBe(await hashOf(white));
  });

  test('grey, 16-bit and palette images and the first frame of a moving one have hashes too', async () => {
    const [bytes] = pictures;
    const variants = [
      await sharp(bytes).greyscale().png().toBuffer(),
      await sharp(bytes).toColourspace('rgb16').png().toBuffer(),
      await sharp(bytes).png({ palette: true }).toBuffer(),
      await sharp(bytes).gif().toBuffer(),
      await sharp(bytes).tiff().toBuffer(),
      await sharp(bytes).avif().toBuffer(),
    ];
    for (const variant of variants) expect(await hashOf(variant)).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('bytes that are no image, or made to harm', () => {
  const header = (width: number, height: number): Buffer => {
    const png = Buffer.from(
      '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001',
      'hex',
    );
    png.writeUInt32BE(width, 16);
    png.writeUInt32BE(height, 20);
    return png;
  };

  test.each([
    ['nothing', () => Buffer.alloc(0)],
    ['a text', () => Buffer.from('no image')],
    [
      'an SVG',
      () =>
        Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'),
    ],
    [
      'an SVG that asks for a file',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'),
    ],
    ['a PNG of 60,000 by 60,000 pixels', () => header(60_000, 60_000)],
    ['a PNG of which only the header is there', () => header(100, 100)],
    ['half a JPEG', () => (pictures[0] as Buffer).subarray(0, 1500)],
    [
      'a JPEG with random bytes in it',
      () => {
        const bytes = Buffer.from(pictures[0] as Buffer);
        for (let at = 20; at < bytes.length; at += 7) bytes[at] = (at * 31) % 256;
        return bytes;
      },
    ],
    ['a GIF header alone', () => Buffer.from('GIF89a\xff\xff\xff\xff\x80\x00\x00', 'latin1')],
  ])('have no hash: %s', async (_, bytes) => {
    expect(await hashOf(bytes())).toBeNull();
  });
});
