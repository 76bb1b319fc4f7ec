import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { type OwnTemporal, startOwnTemporal } from '../faults/own-temporal';
import { recordedHistory } from '../replay/recorded';
import { endings } from '../replay/scenes/endings';
import { gates } from '../replay/scenes/gates';
import { openTheatre, type Scene } from '../replay/scenes/stage';
import { continued, SUGGESTED_AFTER, tails } from '../replay/scenes/tails';
import { type Bench, openBench } from '../rounds/test-loop';
import { stack } from '../setup/stack';
import { promise } from './promises';
import { tally } from './tally';

/** Where the histories of this run are kept, for `test/histories/VERSION`; nowhere unless said. */
const KEEP = process.env.ANNOLOOP_RECORD_HISTORIES;
/** Label Studio is one process: more rounds at once only wait for each other. */
const AT_ONCE = 3;

const workflowBundle = { codePath: stack.workflowBundle };

describe(promise(13), () => {
  test('every way through the workflows is taken by a real round, and its history replays', async () => {
    const bench = await openBench();
    try {
      expect(await played(bench, { ...endings, ...tails, ...gates })).toEqual({});
    } finally {
      await bench.close();
    }
  });

  test('a round that continued as new replays, both runs', async () => {
    let own: OwnTemporal | undefined;
    let bench: Bench | undefined;
    try {
      own = await startOwnTemporal({ 'limit.historyCount.suggestContinueAsNew': SUGGESTED_AFTER });
      bench = await openBench(own.environment);
      expect(await played(bench, continued)).toEqual({});
    } finally {
      await bench?.close();
      await own?.close();
    }
  });
});

/** Plays scenes, a few at once; what went wrong, by scene. */
async function played(bench: Bench, scenes: Record<string, Scene>): Promise<Record<string, unknown>> {
  const theatre = await openTheatre(bench);
  const wrong: Record<string, unknown> = {};
  const left = Object.entries(scenes).values();
  const lane = async (): Promise<void> => {
    for (const [name, scene] of left) {
      try {
        for (const { name, workflowId, runId } of await scene.play(await theatre.stage(scene))) {
          const history = await bench.temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
          const text = recordedHistory(history);
          await Worker.runReplayHistory({ workflowBundle }, JSON.parse(text), workflowId);
          tally(13, 'histories of real rounds');
          if (KEEP) await keep(KEEP, name, text);
        }
      } catch (error) {
        wrong[name] = error;
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } finally {
    await theatre.close();
  }
  return wrong;
}

async function keep(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), text);
}
