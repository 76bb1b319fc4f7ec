import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestStack, type TestStack } from './test-stack';

const ROOT = join(__dirname, '..', '..');

declare global {
  var annoloopTestStack: TestStack | undefined;
}

/** Starts one stack for the whole run, or takes the one that ANNOLOOP_TEST_STACK names, and hands it to the tests. */
export default async function globalSetup(): Promise<void> {
  const [environment] = await Promise.all([stackForTests(), bundleWorkflows()]);
  Object.assign(process.env, environment, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' });
}

async function stackForTests(): Promise<Record<string, string>> {
  const kept = process.env.ANNOLOOP_TEST_STACK;
  if (kept) {
    const { environment } = JSON.parse(await readFile(kept, 'utf8')) as { environment: Record<string, string> };
    return environment;
  }
  globalThis.annoloopTestStack = await startTestStack();
  return globalThis.annoloopTestStack.environment;
}

/** Tests that need the bundle fail by themselves where it cannot be made; the others can still run. */
async function bundleWorkflows(): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'workflow-bundle.mjs')]);
    process.env.ANNOLOOP_TEST_BUNDLE = join(ROOT, 'dist', 'workflow-bundle.js');
  } catch (error) {
    console.error('The workflows could not be bundled:', error);
  }
}
