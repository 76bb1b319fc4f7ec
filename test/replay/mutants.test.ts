import { DefaultLogger, Runtime } from '@temporalio/worker';
import { expectToBreak } from './expect-to-break';
import { otherMutants, quickMutants } from './mutants';
import { mutatedSource } from './mutated-bundle';

jest.setTimeout(120_000);

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

test('every change that the long run makes still fits the sources', async () => {
  for (const mutant of otherMutants) await mutatedSource(mutant);
});

// All the others: `npm run test:chaos -- workflow-mutants`.
test.each(quickMutants)(
  'replaying the committed histories tells whether this breaks open workflows: $name',
  expectToBreak,
);
