import sharp from 'sharp';
import { EMOJI_SETS, emoji } from '../../examples/food11/images/emoji-sets';
import { emojiSource } from '../../examples/food11/images/emoji-source';
import { FOOD11_CLASSES, GLYPHS } from '../../examples/food11/images/glyphs';
import type { Picture } from '../../examples/food11/images/picture';
import { FRAME } from '../../examples/food11/images/render';

async function all(pictures: AsyncIterable<Picture>): Promise<Picture[]> {
  const list: Picture[] = [];
  for await (const picture of pictures) list.push(picture);
  return list;
}

const digests = (pictures: readonly Picture[]): string[] => pictures.map((picture) => picture.sha256);

describe('the table of glyphs', () => {
  it('names the eleven classes of Food-11 and at most six glyphs for each', () => {
    expect(Object.keys(GLYPHS)).toEqual([...FOOD11_CLASSES]);
    for (const { known, heldOut } of Object.values(GLYPHS)) {
      expect(known.length).toBeGreaterThanOrEqual(3);
      expect(known.length + heldOut.length).toBeLessThanOrEqual(6);
    }
  });

  it('puts no glyph into two classes', () => {
    const glyphs = Object.values(GLYPHS).flatMap(({ known, heldOut }) => [...known, ...heldOut]);
    expect(new Set(glyphs).size).toBe(glyphs.length);
  });

  it('names glyphs that every one of the four sets has', () => {
    for (const set of EMOJI_SETS) {
      for (const { known, heldOut } of Object.values(GLYPHS)) {
        for (const glyph of [...known, ...heldOut]) expect(emoji(set, glyph).body).toContain('<');
      }
    }
  });

  it('says which set lacks a glyph', () => {
    expect(() => emoji('noto', 'no-such-food')).toThrow("icon set 'noto' has no emoji 'no-such-food'");
  });
});

describe('pictures of emoji', () => {
  it('are the same bytes for the same seed, round and place', async () => {
    const [first, second] = await Promise.all([
      all(emojiSource('a').traffic(1, 44)),
      all(emojiSource('a').traffic(1, 44)),
    ]);
    expect(digests(first)).toEqual(digests(second));
  });

  it('differ for another seed and another round, and never repeat', async () => {
    const pictures = [
      ...(await all(emojiSource('a').traffic(1, 44))),
      ...(await all(emojiSource('b').traffic(1, 44))),
      ...(await all(emojiSource('a').traffic(2, 44))),
      ...(await all(emojiSource('a').reference(44))),
    ];
    expect(new Set(digests(pictures)).size).toBe(4 * 44);
  });

  it('are JPEGs of one size', async () => {
    const [picture] = await all(emojiSource('a').traffic(1, 1));
    expect(await sharp(picture?.bytes).metadata()).toMatchObject({ format: 'jpeg', width: FRAME, height: FRAME });
  });

  it('show in the base set Noto alone, and nothing that is held out', async () => {
    const base = await all(emojiSource('a').base());
    expect(new Set(base.map((picture) => picture.source.split('/')[0]))).toEqual(new Set(['noto']));
    expect(base.filter((picture) => picture.heldOut)).toEqual([]);
    expect(new Set(base.map((picture) => picture.className))).toEqual(new Set(FOOD11_CLASSES));
  });

  it('show in traffic all four sets, every class alike, and some emoji that are held out', async () => {
    const traffic = await all(emojiSource('a').traffic(1, 330));
    expect(new Set(traffic.map((picture) => picture.source.split('/')[0]))).toEqual(new Set(EMOJI_SETS));
    for (const name of FOOD11_CLASSES) expect(traffic.filter((picture) => picture.className === name)).toHaveLength(30);
    const heldOut = traffic.filter((picture) => picture.heldOut);
    expect(heldOut.length).toBeGreaterThan(5);
    expect(heldOut.length).toBeLessThan(50);
  });
});
