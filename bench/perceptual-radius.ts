import sharp from 'sharp';
import { emojiSource } from '../examples/food11/images/emoji-source';
import { FRAME } from '../examples/food11/images/render';
import { HammingIndex } from '../src/domain/hamming-index';
import { openPerceptualHashes } from '../src/images/perceptual-hash';

/**
 * Prints the table of docs/loop-file.md: for each radius what share of a training set an evaluation set takes by mistake, and
 * what share of changed copies it finds. `node dist/bench/perceptual-radius.js`
 */
const TRAINING = 1000;
const EVALUATION = 200;
const RADII = [0, 2, 4, 6, 8, 10, 12, 14, 16];

const jpeg = (image: sharp.Sharp, quality = 90): Promise<Buffer> => image.jpeg({ quality }).toBuffer();
function cropped(bytes: Buffer, share: number): Promise<Buffer> {
  const edge = Math.round(FRAME * share);
  const size = FRAME - 2 * edge;
  return jpeg(sharp(bytes).extract({ left: edge, top: edge, width: size, height: size }));
}
const CHANGES: Record<string, (bytes: Buffer) => Promise<Buffer>> = {
  'JPEG of quality 50': (bytes) => jpeg(sharp(bytes), 50),
  'JPEG of quality 20': (bytes) => jpeg(sharp(bytes), 20),
  'half the size': (bytes) => jpeg(sharp(bytes).resize(FRAME / 2)),
  '15 % brighter': (bytes) => jpeg(sharp(bytes).modulate({ brightness: 1.15 })),
  '2 % cropped off each side': (bytes) => cropped(bytes, 0.02),
  '5 % cropped off each side': (bytes) => cropped(bytes, 0.05),
  '10 % cropped off each side': (bytes) => cropped(bytes, 0.1),
};

async function main(): Promise<void> {
  const hashOf = await openPerceptualHashes();
  const source = emojiSource('perceptual radius');
  const pictures = async (round: number, count: number): Promise<Buffer[]> => {
    const all: Buffer[] = [];
    for await (const { bytes } of source.traffic(round, count)) all.push(bytes);
    return all;
  };
  const hashes = (all: readonly Buffer[]) => Promise.all(all.map(async (bytes) => (await hashOf(bytes)) ?? ''));
  const evaluation = await pictures(2, EVALUATION);
  const measured = await hashes(evaluation);
  const training = await hashes(await pictures(1, TRAINING));

  const line = (name: string, shares: readonly number[]): void => {
    console.log(
      `| ${[name, ...shares.map((share) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`)].join(' | ')} |`,
    );
  };
  console.log(`| radius | ${RADII.join(' | ')} |`);
  const walls = RADII.map((radius) => {
    const index = new HammingIndex(radius);
    for (const hash of measured) index.add(hash);
    return index;
  });
  line(
    'taken by mistake',
    walls.map((wall) => training.filter((hash) => wall.hasNear(hash)).length / TRAINING),
  );
  for (const [name, change] of Object.entries(CHANGES)) {
    const changed = await hashes(await Promise.all(evaluation.map(change)));
    const found = RADII.map((radius) => {
      const pairs = changed.filter((hash, at) => {
        const one = new HammingIndex(radius);
        one.add(measured[at] ?? '');
        return one.hasNear(hash);
      });
      return pairs.length / EVALUATION;
    });
    line(name, found);
  }
}

void main();
