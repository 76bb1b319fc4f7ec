import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

/** Beside `dist/src`, where `npm run build` puts it. */
const BUNDLES = join(__dirname, '..', '..');

/**
 * The bundle that the build made. A workflow's own failures are written by what is in the bundle, so there are two.
 * @param encodesFailures whether messages are to be payloads, which a codec encrypts
 * @throws where this installation has none
 */
export async function workflowSource(encodesFailures: boolean): Promise<Pick<WorkerOptions, 'workflowBundle'>> {
  const codePath = join(BUNDLES, encodesFailures ? 'workflow-bundle-encoded.js' : 'workflow-bundle.js');
  if (!existsSync(codePath)) {
    throw new Error('the bundled workflows are missing from this installation: run `npm run build`, or install again');
  }
  return { workflowBundle: { codePath } };
}
