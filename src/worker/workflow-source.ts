import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

/** Beside `dist/src`, where `npm run build` puts it. */
const BUNDLE = join(__dirname, '..', '..', 'workflow-bundle.js');

/** The bundle that the build made. @throws where this installation has none */
export async function workflowSource(): Promise<Pick<WorkerOptions, 'workflowBundle'>> {
  if (!existsSync(BUNDLE)) {
    throw new Error('the bundled workflows are missing from this installation: run `npm run build`, or install again');
  }
  return { workflowBundle: { codePath: BUNDLE } };
}
