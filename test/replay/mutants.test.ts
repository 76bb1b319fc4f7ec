import { DefaultLogger, Runtime } from '@temporalio/worker';
import { expectToBreak } from './expect-to-break';
import { quickMutants } from './mutants';

jest.setTimeout(120_000);

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

// All the others: `npm run test:chaos -- workflow-mutants`.
test.each(quickMutants)(
  'replaying the committed histories tells whether this breaks open workflows: $name',
  expectToBreak,
);
