import type { RoundFunnel } from '../../contracts/report';
import { reasonInWords } from '../../domain/unusable';
import { type FunnelStep, funnelChart } from '../charts/funnel-chart';
import { figure, nothing, section } from '../figure';
import { type Html, table } from '../html';
import { grouped, percent } from '../numbers';

const TITLE = 'What happened to the images';

const NOUNS = ['census', 'drawn', 'answered', 'labelled'];

/** From the census to the folders of the classes. */
export function funnel(of: RoundFunnel): Html {
  const { census, labels, filing } = of;
  const counts: [string, number][] = [
    ['In the census', census.window + census.late + census.reread],
    ['Drawn', of.drawn.evaluation + of.drawn.training],
    ['Answered', labels.labelled + labels.skipped + labels.disputed],
    ['Labelled', labels.labelled],
    ['Filed', filing.filed + filing.kept],
  ];
  const numbers = table(['Step', 'Images'], lines(of));
  if (counts.every(([, count]) => count === 0)) return section(TITLE, nothing('Nothing came in.'), numbers);
  const steps = counts.map(([name, count], index): FunnelStep => {
    const before = counts[index - 1]?.[1];
    const share = before ? percent(count / before) : '';
    return { name, count, note: share && `${share} of the ${NOUNS[index - 1] ?? ''}`, noteBriefly: share };
  });
  return section(
    TITLE,
    figure(
      'Images left at each step of the round. Answered: labelled, skipped or disputed. What people call none of the classes is labelled and not filed.',
      funnelChart(
        `From ${grouped(counts[0]?.[1] ?? 0)} images in the census to ${grouped(counts[4]?.[1] ?? 0)} filed`,
        steps,
      ),
      numbers,
    ),
  );
}

const lines = ({ census, draws, drawn, labels, filing }: RoundFunnel): (string | number)[][] => [
  ['New in the window', census.window],
  ['Found late', census.late],
  ['Tagged after their window', census.reread],
  ...Object.entries(census.unusable).map(([reason, count]) => [`Unusable: ${reasonInWords(reason)}`, count]),
  ...draws.map(({ name, taken, matched }) => [`Drawn: ${name} (of ${grouped(matched)} that match)`, taken]),
  ['Drawn for evaluation', drawn.evaluation],
  ['Drawn for training', drawn.training],
  ['Labelled', labels.labelled],
  ['Skipped', labels.skipped],
  ['Disputed', labels.disputed],
  ['Without an answer, or nobody could tell', labels.missing],
  ['Replaced in the store meanwhile', labels.superseded],
  ['Filed under their class', filing.filed + filing.kept],
  ['Not filed: replaced, gone or in conflict', filing.superseded + filing.gone + filing.conflict],
];
