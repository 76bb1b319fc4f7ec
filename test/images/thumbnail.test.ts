import sharp from 'sharp';
import { openThumbnails, type Thumbnails } from '../../src/images/thumbnail';

let thumbnails: Thumbnails;

beforeAll(async () => {
  const opened = await openThumbnails();
  if (!opened) throw new Error('sharp is a development dependency and must load here');
  thumbnails = opened;
});

const canvas = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 40, b: 40, alpha: 0.5 } } });

const sizeOf = async (bytes: Buffer | null) => {
  const { format, width, height } = await sharp(bytes ?? Buffer.alloc(0)).metadata();
  return { format, width, height };
};

it.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)('makes a small JPEG of %s', async (format) => {
  const thumbnail = await thumbnails(await canvas(600, 300).toFormat(format).toBuffer());
  expect(await sizeOf(thumbnail)).toEqual({ format: 'jpeg', width: 128, height: 64 });
  expect(thumbnail?.length).toBeLessThan(6_000);
});

it('turns a photo as its camera was held, and blows none up', async () => {
  const turned = await canvas(60, 30).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  expect(await sizeOf(await thumbnails(turned))).toEqual({ format: 'jpeg', width: 30, height: 60 });
});

it('takes nothing of the metadata along', async () => {
  const secret = await canvas(60, 30)
    .jpeg()
    .withExif({ IFD0: { Copyright: 'who took it' } })
    .toBuffer();
  expect(secret.toString('latin1')).toContain('who took it');
  expect((await thumbnails(secret))?.toString('latin1')).not.toContain('who took it');
});

it('makes the same bytes of the same image', async () => {
  const image = await canvas(200, 200).png().toBuffer();
  expect(await thumbnails(image)).toEqual(await thumbnails(image));
});

describe('makes nothing, and throws nothing, of', () => {
  it.each<[string, () => Promise<Buffer>]>([
    ['nothing', async () => Buffer.alloc(0)],
    ['an SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['a page', async () => Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a PDF', async () => Buffer.from('%PDF-1.4\n%âãÏÓ\n1 0 obj <<>> endobj')],
    ['a PNG cut off', async () => (await canvas(600, 300).png().toBuffer()).subarray(0, 60)],
    ['a PNG whose content is something else', async () => Buffer.from('\x89PNG\r\n\x1a\n<svg></svg>', 'latin1')],
    [
      'a PNG that says it is enormous',
      async () => {
        const png = await canvas(8, 8).png().toBuffer();
        png.writeUInt32BE(60_000, 16);
        png.writeUInt32BE(60_000, 20);
        return png;
      },
    ],
  ])('%s', async (_, bytes) => {
    expect(await thumbnails(await bytes())).toBeNull();
  });
});
