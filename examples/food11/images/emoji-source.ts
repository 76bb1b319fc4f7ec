import { randomOf } from '../random';
import { EMOJI_SETS, type EmojiSet, emoji } from './emoji-sets';
import { FOOD11_CLASSES, type Food11Class, GLYPHS } from './glyphs';
import { balanced, type Picture, type PictureSource, sha256 } from './picture';
import { sceneOf, toJpeg } from './render';

/** Pictures of each known Noto emoji in the first model's training set. */
const BASE_PER_GLYPH = 20;
/** Share of traffic that shows an emoji no model was ever trained on, in classes that have one. */
const HELD_OUT_SHARE = 0.1;
/** Pictures that are rendered at once: sharp has a thread for each. */
const AT_ONCE = 8;

interface Motif {
  name: string;
  className: Food11Class;
  set: EmojiSet;
  glyph: string;
}

async function render(motif: Motif): Promise<Picture> {
  const random = randomOf(motif.name);
  const bytes = await toJpeg(sceneOf(emoji(motif.set, motif.glyph), random));
  return {
    bytes,
    extension: '.jpg',
    sha256: sha256(bytes),
    className: motif.className,
    source: `${motif.set}/${motif.glyph}`,
    heldOut: GLYPHS[motif.className].heldOut.includes(motif.glyph),
  };
}

async function* renderAll(motifs: readonly Motif[]): AsyncGenerator<Picture> {
  for (let i = 0; i < motifs.length; i += AT_ONCE) {
    yield* await Promise.all(motifs.slice(i, i + AT_ONCE).map(render));
  }
}

/** Pictures of food emoji, made on the spot: all that they are follows from the seed. */
export function emojiSource(seed: string): PictureSource {
  const mixed = (name: string, count: number): Motif[] => {
    const random = randomOf(`${seed}/${name}`);
    return (balanced(FOOD11_CLASSES, count, random) as Food11Class[]).map((className, i) => {
      const { known, heldOut } = GLYPHS[className];
      const strange = heldOut.length > 0 && random.next() < HELD_OUT_SHARE;
      return {
        name: `${seed}/${name}/${i}`,
        className,
        set: random.pick(EMOJI_SETS),
        glyph: random.pick(strange ? heldOut : known),
      };
    });
  };
  return {
    classes: FOOD11_CLASSES,
    measured: true,
    base: () =>
      renderAll(
        FOOD11_CLASSES.flatMap((className) =>
          GLYPHS[className].known.flatMap((glyph) =>
            Array.from(
              { length: BASE_PER_GLYPH },
              (_, i): Motif => ({
                name: `${seed}/base/${glyph}/${i}`,
                className,
                set: 'noto',
                glyph,
              }),
            ),
          ),
        ),
      ),
    traffic: (round, count) => renderAll(mixed(`traffic/${round}`, count)),
    reference: (count) => renderAll(mixed('reference', count)),
  };
}
