import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../src/config/cache-folder';
import { type Stack, startStack } from '../../src/stack/start-stack';

/** A stack on free ports, with data that is gone afterwards. */
export interface TestStack {
  /** The variables that hand it to the tests. */
  environment: Record<string, string>;
  stack: Stack;
  stop(): Promise<void>;
}

export async function startTestStack(signal?: AbortSignal): Promise<TestStack> {
  const data = await mkdtemp(join(tmpdir(), 'annoloop-test-'));
  const any = { temporal: 0, temporalUi: 0, objectStore: 0, labelStudio: 0, publicServer: 0, operators: 0 };
  const removeData = () => rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  try {
    const stack = await startStack({
      data,
      cache: cacheFolder(process.env, process.getuid?.()),
      ports: any,
      environment: process.env,
      ...(signal && { signal }),
    });
    return { stack, environment: testEnvironment(stack), stop: () => stack.stop().then(removeData) };
  } catch (error) {
    await removeData();
    throw error;
  }
}

function testEnvironment({ environment, secrets, ports }: Stack): Record<string, string> {
  return {
    ...environment,
    ANNOLOOP_TEST_LABEL_STUDIO_USER: secrets.labelStudioUser,
    ANNOLOOP_TEST_LABEL_STUDIO_PASSWORD: secrets.labelStudioPassword,
    ANNOLOOP_TEST_TEMPORAL_UI: `http://127.0.0.1:${ports.temporalUi}`,
  };
}
