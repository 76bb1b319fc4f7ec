import { Context } from '@temporalio/activity';
import type { LabelStudioActivities } from '../../src/contracts/activities';
import type { AnnotationRow } from '../../src/contracts/rows';
import { needsAnotherPerson, type Reissue, reissueOf, skipsFinish } from '../../src/domain/another-person';
import type { FoundTask } from '../../src/label-studio/port';
import { ANNOTATIONS, LABELS } from '../../src/ledger/tables';
import { beating } from '../beating';
import type { LabelStudioDependencies } from './dependencies';

const PURPOSES = ['evaluation', 'training'] as const;

/**
 * Puts every item that is disputed, or that one person skipped, before one more person who has not answered it. What was
 * asked by an earlier attempt is found as such and not asked again, also where somebody has answered since.
 */
export function reissueItems({
  openLoop,
  labelStudio,
}: LabelStudioDependencies): LabelStudioActivities['reissueItems'] {
  return async ({ configRef, projects, labels, annotations }) => {
    const { cancellationSignal: signal } = Context.current();
    const { config, ledger } = await openLoop(configRef);
    const { annotators, disputes } = config.annotation;
    const open = (await ledger.readRows(labels, LABELS)).filter(needsAnotherPerson);
    if (disputes === 'leave' || open.length === 0) return { reissued: 0, nobodyLeft: open.length };

    const members = await labelStudio.listMembers({ signal });
    const answers = answersOf(await ledger.readRows(annotations, ANNOTATIONS));
    const reissues = open.flatMap(({ itemId, purpose }) => {
      const reissue = reissueOf(answers.get(itemId) ?? [], annotators, members);
      return reissue === null ? [] : [{ purpose, ...reissue }];
    });
    await beating({ reissuing: reissues.length }, async () => {
      for (const purpose of PURPOSES) {
        const wanted = reissues.filter((reissue) => reissue.purpose === purpose);
        const items = wanted.map(({ itemId }) => itemId);
        const tasks = new Map<number, FoundTask>();
        for (const task of await labelStudio.findTasks(projects[purpose], items, { signal }))
          tasks.set(task.taskId, task);
        for (const reissue of wanted) {
          if (isToAsk(reissue, tasks.get(reissue.taskId))) {
            await labelStudio.putBefore(reissue.taskId, reissue.people, skipsFinish(annotators), { signal });
          }
        }
      }
    });
    return { reissued: reissues.length, nobodyLeft: open.length - reissues.length };
  };
}

/** Not where the task is gone (or its id is another's by now), nor where it was put before so many people already. */
function isToAsk({ itemId, people }: Reissue, task: FoundTask | undefined): boolean {
  if (task?.itemId !== itemId) return false;
  // Open although enough people may have answered: an attempt died before it saw that.
  const maybeAnswered = !task.finished && task.answers >= people;
  return task.people < people || maybeAnswered;
}

function answersOf(rows: readonly AnnotationRow[]): ReadonlyMap<string, AnnotationRow[]> {
  const answers = new Map<string, AnnotationRow[]>();
  for (const row of rows) answers.set(row.itemId, [...(answers.get(row.itemId) ?? []), row]);
  return answers;
}
