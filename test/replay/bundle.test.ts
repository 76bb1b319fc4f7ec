import { statSync } from 'node:fs';
import { stack } from '../setup/stack';

/** The SDK alone is 1.5 MB; a store client or a schema library that slipped in would add a megabyte or more. */
test('the workflow bundle holds workflow code only: it stays below two megabytes', () => {
  expect(statSync(stack.workflowBundle).size).toBeLessThan(2_000_000);
});
