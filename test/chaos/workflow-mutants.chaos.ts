import { DefaultLogger, Runtime } from '@temporalio/worker';
import { expectToBreak } from '../replay/expect-to-break';
import { otherMutants } from '../replay/mutants';
import { promise } from './promises';
import { tally } from './tally';

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

describe(promise(13), () => {
  test.each(otherMutants)(
    'replaying the committed histories tells whether this breaks open workflows: $name',
    async (mutant) => {
      await expectToBreak(mutant);
      tally(13, mutant.breaks === null ? 'harmless changes passed' : 'breaking changes found');
    },
  );
});
