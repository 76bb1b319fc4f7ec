import { parseOptions } from '../../examples/food11/options';

describe('what the demo is told', () => {
  it('is nothing, for three rounds of emoji by the fixed seed', () => {
    expect(parseOptions([])).toEqual({ exit: false, human: false, images: null, seed: 'food11', rounds: 3 });
  });

  it('may be a folder, a person who answers, another seed, and an end', () => {
    expect(parseOptions(['--exit', '--human', '--images', 'photos', '--seed', 'x', '--rounds', '1'])).toEqual({
      exit: true,
      human: true,
      images: 'photos',
      seed: 'x',
      rounds: 1,
    });
  });

  it('is refused with the usage when it makes no sense', () => {
    expect(() => parseOptions(['--rounds', 'many'])).toThrow(
      /--rounds takes a number from 1 to 20\n\nnpm run demo -- \[/,
    );
    expect(() => parseOptions(['--exi'])).toThrow(/'--exi'[\s\S]*npm run demo/);
  });
});
