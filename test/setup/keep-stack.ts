import { rm, writeFile } from 'node:fs/promises';
import { startTestStack } from './test-stack';

/**
 * `npm run test:stack [FILE]`: starts a stack for tests and stays, so that
 * `ANNOLOOP_TEST_STACK=FILE npx jest test/…` needs no start of its own. Ends with Ctrl-C.
 */
async function keepStack(file: string): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort());
  const { environment, stack, stop } = await startTestStack(ending.signal);
  try {
    await writeFile(file, `${JSON.stringify({ environment }, null, 2)}\n`, { mode: 0o600 });
    console.log(`Ready. ANNOLOOP_TEST_STACK=${file} npx jest`);
    const asked = new Promise<null>((resolve) => ending.signal.addEventListener('abort', () => resolve(null)));
    const broken = await Promise.race([stack.broken, asked]);
    if (broken) console.error(broken.message);
    process.exitCode = broken ? 1 : 0;
  } finally {
    await rm(file, { force: true });
    await stop();
  }
}

void keepStack(process.argv[2] ?? '.test-stack.json');
