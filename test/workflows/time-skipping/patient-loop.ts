import { ApplicationFailure } from '@temporalio/activity';
import type { Dependencies } from '../../../activities/dependencies';
import { withFailures } from '../../../activities/failures';
import { awaitAnswers } from '../../../activities/label-studio/await-answers';
import { awaitChanges } from '../../../activities/label-studio/await-changes';
import { claimWindow } from '../../../activities/main/claim-window';
import type { LoopConfig, Purpose } from '../../../src/contracts/loop-config';
import type { AnnotationRow } from '../../../src/contracts/rows';
import { ledgerKeys } from '../../../src/domain/layout';
import { ANNOTATIONS } from '../../../src/ledger/tables';
import { memoryLedger } from '../../fakes/memory-ledger';
import { type AllActivities, artifact, stubActivities } from '../stub-activities';

/** Items of a round; the stubs say that a fifth of them is for evaluation. */
export const ITEMS = 10;
const TOTAL = { evaluation: ITEMS / 5, training: ITEMS - ITEMS / 5 };

/** When each step of a round was taken, ms by the skipping clock. */
interface Diary {
  /** As the claims themselves say. */
  claimed: string[];
  looked: number[];
  collected: number[];
  closed: number[];
}

export interface PatientLoop {
  activities: AllActivities;
  diary: Diary;
  /** The first so many items have an answer now, and no other has. */
  answered(items: number): void;
}

/**
 * A loop's activities on a clock that skips. Claiming and waiting are the real ones, on a ledger in memory and people who do as
 * they are told; the steps between do nothing.
 */
export function patientLoop(config: LoopConfig, clock: () => Promise<number>): PatientLoop {
  const ledger = memoryLedger();
  const diary: Diary = { claimed: [], looked: [], collected: [], closed: [] };
  let answers: AnnotationRow[] = [];
  let now = 0;
  let wasAway = false;
  const entered = async (times: number[]): Promise<void> => {
    now = await clock();
    times.push(now);
  };
  const answersOf = (project: number) => answers.filter(({ purpose }) => purpose === purposeOf(project));
  const fakes: Fakes = {
    openLoop: async () => ({ config, ledger }),
    store: { now: async () => new Date(now) },
    rounds: { countWaiting: async () => 0 },
    labelStudio: {
      countRound: async (project) => ({ answered: answersOf(project).length, total: TOTAL[purposeOf(project)] }),
      readAnswers: async () => ({ asOf: new Date(now), tasks: [] }),
      countExisting: async (project, _round, tasks) =>
        answersOf(project).filter(({ taskId }) => tasks.includes(taskId)).length,
    },
    now: () => new Date(now),
  };
  const deps = fakes as unknown as Dependencies;
  const real = withFailures(
    { claimWindow: claimWindow(deps), awaitAnswers: awaitAnswers(deps), awaitChanges: awaitChanges(deps) },
    (text) => text,
  );
  const { activities } = stubActivities(ITEMS, {
    async claimWindow(input) {
      now = await clock();
      if (!wasAway) {
        wasAway = true;
        throw away('the store');
      }
      const claim = await real.claimWindow(input);
      if (claim.kind === 'claimed') diary.claimed.push(claim.claimedAt);
      return claim;
    },
    awaitAnswers: (input) => entered(diary.looked).then(() => real.awaitAnswers(input)),
    awaitChanges: (input) => entered(diary.looked).then(() => real.awaitChanges(input)),
    async collectAnswers({ round, version }) {
      await entered(diary.collected);
      const collectedAt = new Date(now).toISOString();
      const before = await ledger.find(ledgerKeys.annotations(round, version - 1));
      if (before?.rows === answers.length) return { annotations: before, changed: false, collectedAt };
      const { ref } = await ledger.createRows(ledgerKeys.annotations(round, version), ANNOTATIONS, answers);
      return { annotations: ref, changed: true, collectedAt };
    },
    closeRound: () => entered(diary.closed).then(() => ({ closed: artifact('closed.json') })),
  });
  return {
    activities,
    diary,
    answered(items) {
      answers = Array.from({ length: items }, (_, index) => answerTo(index, new Date(now).toISOString()));
    },
  };
}

/** As where a server was away for a day or more: the next attempt is the first that finds it. */
const away = (server: string) =>
  ApplicationFailure.create({ message: `${server} is away`, nextRetryDelay: '36 hours' });

/** What claiming and waiting ask of all that an activity may use. */
type Fakes = Pick<Dependencies, 'openLoop' | 'now'> & {
  rounds: Pick<Dependencies['rounds'], 'countWaiting'>;
  store: Pick<Dependencies['store'], 'now'>;
  labelStudio: Pick<Dependencies['labelStudio'], 'countRound' | 'readAnswers' | 'countExisting'>;
};

/** As the stub of `ensureProjects` numbers them. */
const purposeOf = (project: number): Purpose => (project === 1 ? 'evaluation' : 'training');

const answerTo = (index: number, at: string): AnnotationRow => ({
  itemId: `item-${index}`,
  purpose: index < TOTAL.evaluation ? 'evaluation' : 'training',
  taskId: index + 1,
  annotationId: index + 1,
  annotator: 1,
  createdAt: at,
  updatedAt: at,
  skipped: false,
  answer: 'Bread',
  leadTimeSeconds: 1,
});
