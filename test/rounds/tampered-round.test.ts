import { describeRoundRecord } from '../../src/cli/show/round-record';
import { describeRoundStatus } from '../../src/cli/show/round-status';
import { newestRoundReport } from '../../src/loops/reports';
import { findRoundRecord } from '../../src/loops/round-records';
import { readWhole } from '../../src/object-store/read-whole';
import { roundDetails } from '../../workflows/current-details';
import { collectNowSignal, roundStatusQuery } from '../../workflows/messages';
import { removeTask } from '../label-studio/support/people';
import { loopConfig } from './loop-fixture';
import { annotate } from './people';
import { produce, reaches, tasksOf } from './play';
import { pictures } from './production';
import { type Bench, makeLoop, openBench, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('a task that was deleted and an answer of no class stand by name in status, page, report and record of the round', async () => {
  const loop = await makeLoop(
    bench,
    loopConfig(({ annotation }) => {
      annotation.closeMs = 1;
    }),
  );
  await produce(bench, loop, pictures(10));
  await withWorkers(bench, async () => {
    const round = await loop.start();
    await reaches(round, 'waiting');
    const [deleted, unclear] = await tasksOf(bench, loop, round.workflowId);
    if (!deleted || !unclear) throw new Error('too few were drawn');
    await removeTask(deleted.taskId);
    await annotate(unclear.taskId, 'Toast');
    await round.signal(collectNowSignal, { by: 'ada' });
    expect(await round.result()).toMatchObject({ outcome: 'completed' });

    const status = await round.query(roundStatusQuery);
    const record = await findRoundRecord(loop.ledger, round.workflowId);
    if (!record) throw new Error('the ledger has no trace of the round');
    const report = await newestRoundReport(loop.ledger, round.workflowId);
    const page = report && (await readWhole(bench.store, { bucket: loop.config.ledger.bucket, key: report.page.key }));
    for (const shown of [
      describeRoundStatus(status, null, null),
      roundDetails(status),
      describeRoundRecord(record),
      page?.toString('utf8').replaceAll('&#39;', "'") ?? '',
    ]) {
      expect(shown).toContain(`evaluation item ${deleted.itemId}: its task ${deleted.taskId} is gone`);
      expect(shown).toMatch(
        new RegExp(`task ${unclear.taskId} \\(item ${unclear.itemId}\\): user \\d+ answered .Toast`),
      );
    }
  });
});
