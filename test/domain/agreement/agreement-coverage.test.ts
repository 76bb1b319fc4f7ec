import type { Vote } from '../../../src/contracts/rows';
import { agreementOf } from '../../../src/domain/agreement/agreement';
import { seededRandom } from '../../seeded-random';

const choice = { confidence: 0.95, interval: 'wilson' } as const;

/** Shares of the classes among items. */
const MIXES: Record<string, number[]> = {
  even: [1 / 3, 1 / 3, 1 / 3],
  'one common': [0.85, 0.1, 0.05],
  eleven: [0.3, 0.2, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.03, 0.02],
};
/** How many people decide an item. */
const CROWDS: Record<string, (random: () => number) => number> = {
  two: () => 2,
  'one to three': (random) => 1 + Math.floor(random() * 3),
};
/** A person says the true class with this chance, else any other one. */
const CARE = [0.8, 0.97, 0.99];
const SIZES = [60, 200];

/** What two people do in the long run. */
function truthOf(mix: number[], care: number): { raw: number; alpha: number } {
  const others = mix.length - 1;
  const raw = care ** 2 + (1 - care) ** 2 / others;
  const said = mix.map((share) => share * care + ((1 - share) * (1 - care)) / others);
  return { raw, alpha: 1 - (1 - raw) / (1 - said.reduce((sum, share) => sum + share ** 2, 0)) };
}

function labelsOf(
  mix: number[],
  care: number,
  n: number,
  crowd: (random: () => number) => number,
  random: () => number,
) {
  return Array.from({ length: n }, () => {
    let [truth, left] = [0, random() - (mix[0] ?? 0)];
    while (left >= 0 && truth < mix.length - 1) left -= mix[++truth] ?? 0;
    const votes = Array.from({ length: crowd(random) }, (_, annotator): Vote => {
      const other = (truth + 1 + Math.floor(random() * (mix.length - 1))) % mix.length;
      return { annotator, vote: random() < care ? truth : other, at: '2026-11-20T10:00:00Z' };
    });
    return { votes };
  });
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('the intervals of raw agreement and of alpha cover the truth, also where nearly all agree', () => {
  const random = seededRandom(21);
  const runs = 120;
  const found = Object.entries(MIXES).flatMap(([name, mix]) =>
    Object.entries(CROWDS).flatMap(([people, crowd]) =>
      CARE.flatMap((care) =>
        SIZES.map((n) => {
          const truth = truthOf(mix, care);
          const hits = { raw: 0, alpha: 0, said: 0 };
          for (let run = 0; run < runs; run += 1) {
            const labels = labelsOf(mix, care, n, crowd, random);
            const agreement = agreementOf({ labels, annotators: 3, choice, seed: String(run) });
            const { raw, alpha } = agreement ?? {};
            if ((raw?.lower ?? 1) <= truth.raw && truth.raw <= (raw?.upper ?? 0)) hits.raw += 1;
            if (!alpha) continue;
            hits.said += 1;
            if ((alpha.lower ?? 1) <= truth.alpha && truth.alpha <= (alpha.upper ?? 0)) hits.alpha += 1;
          }
          const place = `${name}, ${people}, ${care}, n=${n}`;
          return { place, raw: hits.raw / runs, alpha: hits.alpha / Math.max(1, hits.said), said: hits.said };
        }),
      ),
    ),
  );
  if (process.env.SHOW)
    console.log(
      mean(found.map((f) => f.raw)),
      mean(found.map((f) => f.alpha)),
      found.toSorted((a, b) => a.raw - b.raw).slice(0, 4),
      found.toSorted((a, b) => a.alpha - b.alpha).slice(0, 6),
    );
  expect(Math.abs(mean(found.map(({ raw }) => raw)) - 0.95)).toBeLessThan(0.01);
  expect(Math.abs(mean(found.map(({ alpha }) => alpha)) - 0.95)).toBeLessThan(0.015);
  // Four standard deviations of 120 runs below 92 %.
  expect(found.filter(({ raw, alpha }) => Math.min(raw, alpha) < 0.85)).toEqual([]);
});
