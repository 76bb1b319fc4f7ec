import { aurocOf, type StatedAnswer } from '../../../src/domain/estimate/auroc';
import { calibrationGap } from '../../../src/domain/estimate/calibration-gap';
import { proportionOf } from '../../../src/domain/estimate/proportion';
import { seededRandom } from '../../seeded-random';

const choice = { confidence: 0.95, interval: 'wilson' } as const;
const ACCURACIES = [0.5, 0.8, 0.9, 0.95, 0.99];
const SIZES = [50, 100, 200, 400];

/** What the model states and how often it is right then, over a population that samples are drawn from. */
interface Traffic {
  confidences: number[];
  chances: number[];
}

type Model = (u: number, accuracy: number) => [confidence: number, chance: number];

/** Confidence that means what it says, that promises too much or too little, that says nothing, and that never differs. */
const MODELS: Record<string, Model> = {
  calibrated: (u, accuracy) => [u ** (1 / accuracy - 1), u ** (1 / accuracy - 1)],
  overconfident: (u, accuracy) => [1 - (1 - u ** (1 / accuracy - 1)) * 0.4, u ** (1 / accuracy - 1)],
  underconfident: (u, accuracy) => [0.2 + 0.5 * u ** (1 / accuracy - 1), u ** (1 / accuracy - 1)],
  uninformative: (u, accuracy) => [u ** (1 / accuracy - 1), accuracy],
  constant: (_, accuracy) => [Math.min(0.999, accuracy + 0.005), accuracy],
};

function trafficOf(model: Model, accuracy: number): Traffic {
  const pairs = Array.from({ length: 20_000 }, (_, i) => model((i + 0.5) / 20_000, accuracy));
  return { confidences: pairs.map(([confidence]) => confidence), chances: pairs.map(([, chance]) => chance) };
}

function sample({ confidences, chances }: Traffic, n: number, random: () => number): StatedAnswer[] {
  return Array.from({ length: n }, () => {
    const at = Math.floor(random() * confidences.length);
    return { confidence: confidences[at] ?? 0, right: random() < (chances[at] ?? 0) };
  });
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('the interval of the gap between confidence and accuracy covers it 95 times in a hundred, however good the model', () => {
  const random = seededRandom(11);
  const runs = 500;
  const found = Object.entries(MODELS).flatMap(([name, model]) =>
    ACCURACIES.flatMap((accuracy) => {
      const traffic = trafficOf(model, accuracy);
      const truth = mean(traffic.confidences) - mean(traffic.chances);
      return SIZES.map((n) => {
        let covered = 0;
        for (let run = 0; run < runs; run += 1) {
          const answers = sample(traffic, n, random);
          const right = answers.filter((answer) => answer.right).length;
          const { lower, upper } = calibrationGap(answers, proportionOf(right, n, choice), choice.confidence);
          if ((lower ?? 1) <= truth && truth <= (upper ?? -1)) covered += 1;
        }
        return { place: `${name} ${accuracy} n=${n}`, covered: covered / runs };
      });
    }),
  );
  expect(Math.abs(mean(found.map(({ covered }) => covered)) - 0.95)).toBeLessThan(0.01);
  expect(found.filter(({ covered }) => covered < 0.9)).toEqual([]);
});

/** As if every answer were right, or wrong, with a confidence of its own kind: AUROC then has a known value. */
const SIGNALS: Record<string, { right: (u: number) => number; wrong: (u: number) => number; area: number }> = {
  none: { right: (u) => u, wrong: (u) => u, area: 0.5 },
  // P(U^(1/a) > U^(1/b)) = a/(a+b).
  fair: { right: (u) => u ** (1 / 8), wrong: (u) => u ** (1 / 3), area: 8 / 11 },
  good: { right: (u) => u ** (1 / 9), wrong: (u) => u, area: 0.9 },
  excellent: { right: (u) => u ** (1 / 40), wrong: (u) => u, area: 40 / 41 },
};

test('the interval of AUROC covers it 95 times in a hundred, also with a handful of wrong answers', () => {
  const random = seededRandom(12);
  const runs = 300;
  const found = Object.entries(SIGNALS).flatMap(([signal, { right, wrong, area }]) =>
    ACCURACIES.flatMap((accuracy) =>
      SIZES.flatMap((n) => {
        let [covered, known] = [0, 0];
        for (let run = 0; run < runs; run += 1) {
          const answers = Array.from({ length: n }, (): StatedAnswer => {
            const isRight = random() < accuracy;
            return { right: isRight, confidence: (isRight ? right : wrong)(random()) };
          });
          const interval = aurocOf(
            answers.toSorted((a, b) => a.confidence - b.confidence),
            choice.confidence,
          );
          if (interval === null) continue;
          known += 1;
          if ((interval.lower ?? 1) <= area && area <= (interval.upper ?? 0)) covered += 1;
        }
        return known < runs / 2 ? [] : [{ place: `${signal} ${accuracy} n=${n}`, covered: covered / known }];
      }),
    ),
  );
  expect(Math.abs(mean(found.map(({ covered }) => covered)) - 0.95)).toBeLessThan(0.015);
  expect(found.filter(({ covered }) => covered < 0.9)).toEqual([]);
});
