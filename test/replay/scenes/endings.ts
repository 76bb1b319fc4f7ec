import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { filingId } from '../../../src/domain/workflow-ids';
import { ensureSchedule } from '../../../src/temporal/schedules';
import { triggerRound } from '../../../src/temporal/start-round';
import { abandonUpdate, collectNowSignal, retryStepUpdate } from '../../../workflows/messages';
import { rawClient } from '../../faults/bucket-state';
import { api } from '../../label-studio/support/people';
import { projectsOf } from '../../rounds/play';
import type { Scene, Stage } from './stage';

const BY = { by: 'ada' };
const closesSoon: Scene['change'] = (config) => {
  config.annotation.closeMs = 1000;
};

/** The ways in which rounds end that do not end well, or not at all. */
export const endings: Record<string, Scene> = {
  'nothing new': {
    change(config) {
      config.source.since = '2126-01-01T00:00:00Z';
    },
    async play({ loop }) {
      const round = await loop.start();
      await round.result();
      return [{ name: 'annotationRound-nothing-new', workflowId: round.workflowId }];
    },
  },

  'a window without images, started by its Schedule': {
    pictures: [],
    change: closesSoon,
    async play({ bench, loop }) {
      const { client } = bench.temporal;
      await ensureSchedule(client, loop.config, loop.ref);
      const round = await triggerRound(client, loop.config.name);
      await client.workflow.getHandle(round).result();
      await client.schedule.getHandle(`annoloop-${loop.config.name}`).delete();
      return [{ name: 'annotationRound-empty-window-started-by-schedule', workflowId: round }];
    },
  },

  'skipped, and abandoned while waiting': {
    change(config) {
      config.maxOpenRounds = 1;
    },
    async play({ loop, is }) {
      const waiting = await loop.start();
      await is(waiting, 'waiting');
      const skipped = await loop.start(1);
      expect(await skipped.result()).toMatchObject({ outcome: 'skipped' });
      await waiting.executeUpdate(abandonUpdate, { args: [BY] });
      await waiting.result();
      return [
        { name: 'annotationRound-skipped', workflowId: skipped.workflowId },
        { name: 'annotationRound-abandoned-while-waiting', workflowId: waiting.workflowId },
      ];
    },
  },

  'nobody answers until the deadline': {
    change(config) {
      config.annotation.until.deadlineMs = 2000;
      config.annotation.closeMs = 3000;
      config.annotation.openTasks = 'delete';
    },
    async play({ loop }) {
      const round = await loop.start();
      await round.result();
      return [{ name: 'annotationRound-deadline-without-answers', workflowId: round.workflowId }];
    },
  },

  'collected before everything is answered': {
    change: closesSoon,
    async play({ loop, is }) {
      const round = await loop.start();
      await is(round, 'waiting');
      await round.signal(collectNowSignal, BY);
      await round.result();
      return [{ name: 'annotationRound-collected-now', workflowId: round.workflowId }];
    },
  },

  'the filing bucket is missing, and then made': {
    change(config) {
      config.annotation.closeMs = 15_000;
    },
    async play({ bench, loop, answer, is }) {
      const { bucket } = loop.config.filing;
      await withoutBucket(bench, bucket);
      const round = await loop.start();
      await answer(round);
      await is(round, 'blocked');
      await bench.store.ensureBucket(bucket);
      await round.executeUpdate(retryStepUpdate, { args: [BY] });
      await round.result();
      const { workflowId } = round;
      return [
        { name: 'annotationRound-blocked-then-retried', workflowId },
        { name: 'fileLabelled-after-its-bucket-was-made', workflowId: filingId(workflowId, 1) },
      ];
    },
  },

  'the filing bucket stays missing': {
    async play({ bench, loop, answer, is }) {
      await withoutBucket(bench, loop.config.filing.bucket);
      const round = await loop.start();
      await answer(round);
      await is(round, 'blocked');
      await round.executeUpdate(abandonUpdate, { args: [{ ...BY, reason: 'wrong bucket' }] });
      await round.result();
      const { workflowId } = round;
      return [
        { name: 'annotationRound-blocked-then-abandoned', workflowId },
        { name: 'fileLabelled-without-its-bucket', workflowId: filingId(workflowId, 1) },
      ];
    },
  },

  'the ledger is gone, and with it the place to say so': {
    async play({ bench, loop, is }) {
      const round = await loop.start();
      await is(round, 'waiting');
      const { bucket } = loop.config.ledger;
      for await (const page of bench.store.list({ bucket, key: '' })) {
        for (const { key } of page) await bench.store.delete({ bucket, key });
      }
      await withoutBucket(bench, bucket);
      await round.executeUpdate(abandonUpdate, { args: [{ ...BY, reason: 'the ledger is gone' }] });
      const unrecorded = expect.stringMatching(/^the ledger does not say .*: the bucket does not exist/);
      expect(await round.result()).toMatchObject({ outcome: 'abandoned', unrecorded });
      return [{ name: 'annotationRound-abandoned-without-its-ledger', workflowId: round.workflowId }];
    },
  },

  'the project is deleted while people answer': {
    async play({ loop, is }) {
      const round = await loop.start();
      await is(round, 'waiting');
      const { training } = await projectsOf(loop.ledger);
      await api('DELETE', `/api/projects/${training}/`);
      await is(round, 'blocked');
      await round.signal(collectNowSignal, BY);
      await is(round, 'blocked');
      await round.executeUpdate(abandonUpdate, { args: [BY] });
      await round.result();
      return [{ name: 'annotationRound-project-deleted-then-abandoned', workflowId: round.workflowId }];
    },
  },
};

const withoutBucket = (bench: Stage['bench'], bucket: string): Promise<unknown> =>
  rawClient(bench).send(new DeleteBucketCommand({ Bucket: bucket }));
