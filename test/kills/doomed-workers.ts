import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Line, startLine } from '../faults/line';
import { noticeDeath } from '../faults/noticed';
import { type BuiltWorker, startBuiltWorker } from '../rounds/built-worker';
import type { Bench } from '../rounds/test-loop';
import { stack } from '../setup/stack';

/** Built workers that reach store and Label Studio through lines, to be killed and replaced. */
export interface DoomedWorkers {
  store: Line;
  people: Line;
  /** Those that run now. */
  readonly running: readonly BuiltWorker[];
  start(count?: number): Promise<void>;
  /**
   * Hits all of them at once, and resolves when others may take over. Those that are frozen are thawed at the next blow.
   * @returns how long, in milliseconds, the server would at most have waited by itself for what they were doing
   */
  hit(blow: 'kill' | 'stop' | 'freeze', workflows: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

export async function doomedWorkers(bench: Bench): Promise<DoomedWorkers> {
  const store = await startLine(bench.environment.S3_ENDPOINT ?? '');
  const people = await startLine(stack.labelStudio.url);
  const cache = await mkdtemp(join(tmpdir(), 'annoloop-doomed-'));
  const environment = {
    S3_ENDPOINT: store.url,
    LABEL_STUDIO_URL: people.url,
    LABEL_STUDIO_PUBLIC_URL: stack.labelStudio.url,
  };
  let running: BuiltWorker[] = [];
  let frozen: BuiltWorker[] = [];
  /** Thawed ones run on beside the others until the end. */
  const revenants: BuiltWorker[] = [];
  const killed = async (): Promise<void> => {
    await Promise.all([...running, ...frozen, ...revenants].map((worker) => worker.kill()));
    running = [];
    frozen = [];
  };
  return {
    store,
    people,
    get running() {
      return running;
    },
    async start(count = 1) {
      const started = Array.from({ length: count }, () => startBuiltWorker(bench, cache, environment));
      running.push(...(await Promise.all(started)));
    },
    async hit(blow, workflows) {
      const hit = running;
      running = [];
      const late = frozen;
      frozen = [];
      for (const worker of late) worker.thaw();
      if (blow === 'stop') {
        const ends = await Promise.all(hit.map((worker) => worker.stop()));
        for (const { code, said } of ends) if (code !== 0) throw new Error(`a worker ended with ${code}:\n${said}`);
        return 0;
      }
      if (blow === 'freeze') {
        for (const worker of hit) worker.freeze();
        frozen = hit;
      } else await Promise.all(hit.map((worker) => worker.kill()));
      const unnoticed = await noticeDeath(
        bench,
        workflows,
        hit.map(({ identity }) => identity),
      );
      revenants.push(...late);
      return unnoticed;
    },
    async close() {
      await killed();
      await store.close();
      await people.close();
      await rm(cache, { recursive: true, force: true });
    },
  };
}
