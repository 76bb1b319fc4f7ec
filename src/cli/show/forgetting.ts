import type { ForgetPlan } from '../../forget/forget-plan';
import type { Proof } from '../../forget/proof';
import type { HistorySearch } from '../../temporal/search-histories';

/** One loop that was gone through. */
export interface ProvenLoop {
  plan: ForgetPlan;
  proof: Proof;
  histories: HistorySearch;
}

/** Where no command of ours reaches. */
const BEYOND = [
  'backups of the object store, of Label Studio and of Temporal, and versions that an object lock keeps',
  "Label Studio's own exports, and what people downloaded or wrote with `annoloop items --output`",
  'datasets and copies that a trainer fetched',
  'browser caches of annotators: five minutes by a link of Annoloop, else as long as a browser likes; caches of other machines, until they next look at the ledger or are full',
];

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const spot = ({ bucket, key, versionId, isMarker }: ForgetPlan['copies'][number]): string =>
  `s3://${bucket}/${key}${versionId === null ? '' : ` (${isMarker ? 'delete marker' : 'version'} ${versionId})`}`;

/** What would be removed, loop by loop. */
export function describePlan(plans: readonly ForgetPlan[]): string {
  const told = plans.map((plan) =>
    [
      `Loop ${plan.loop.name}: ${counted(plan.itemIds.length, 'item')} ${plan.itemIds.join(', ')}`,
      `  ${counted(plan.copies.length, 'object version')} to delete${list(plan.copies.map(spot))}`,
      ...(plan.uploads.length === 0
        ? []
        : [
            `  ${counted(plan.uploads.length, 'unfinished upload')} to end${list(plan.uploads.map(({ bucket, key }) => `s3://${bucket}/${key}`))}`,
          ]),
      `  ${counted(plan.tasks.length, 'task')} in Label Studio to delete, with all answers${list(
        plan.tasks.map(
          ({ project, taskId, answers }) => `task ${taskId} of project ${project}, ${counted(answers, 'answer')}`,
        ),
      )}`,
      `  ${counted(plan.rewrites.length, 'artifact')} of the ledger to write anew without it${list(plan.rewrites.map(({ key }) => key))}`,
      ...(plan.openDataset === null
        ? []
        : [`  the retraining that waits for a decision holds it: ${plan.openDataset.slice(0, 12)} is rejected`]),
      ...(plan.models.length === 0 ? [] : [`  trained on it, and not changed by this: ${plan.models.join(', ')}`]),
      ...(plan.objection === null ? [] : [`  cannot be done now: ${plan.objection}`]),
    ].join('\n'),
  );
  return [...told, 'Nothing was changed. With --yes it is done; it cannot be undone.'].join('\n\n');
}

/** What was looked at after the deed, and what no command can reach. */
export function describeProof(proven: readonly ProvenLoop[]): string {
  const told = proven.map(({ plan, proof, histories }) =>
    [
      `Loop ${plan.loop.name}: ${counted(plan.copies.length, 'object version')} and ${counted(plan.tasks.length, 'task')} deleted, ${counted(plan.rewrites.length, 'artifact')} written anew`,
      `  looked again: ${counted(proof.objects, 'object version')}, ${counted(proof.artifacts, 'artifact')}, Label Studio, ${counted(histories.searched, 'history', 'histories')}`,
      proof.left.length === 0 ? '  nothing is left' : `  still there, run it again:${list(proof.left)}`,
      ...(histories.holding.length === 0
        ? []
        : [
            `  failures in Temporal's histories name its key, until the namespace's retention ends:${list(histories.holding)}`,
          ]),
      ...(plan.models.length === 0 ? [] : [`  trained on it: ${plan.models.join(', ')}`]),
    ].join('\n'),
  );
  return [...told, `Not reached from here:${list(BEYOND)}`].join('\n\n');
}

const list = (lines: readonly string[]): string => lines.map((line) => `\n    ${line}`).join('');

export const planJson = ({
  loop,
  itemIds,
  copies,
  uploads,
  tasks,
  rewrites,
  openDataset,
  models,
  objection,
}: ForgetPlan) => ({
  loop: loop.name,
  done: false,
  items: itemIds,
  objects: copies.map(({ bucket, key, versionId, isMarker }) => ({ bucket, key, versionId, isMarker })),
  uploads: uploads.map(({ bucket, key }) => ({ bucket, key })),
  tasks: tasks.map(({ project, taskId, itemId }) => ({ project, taskId, itemId })),
  artifacts: rewrites.map(({ key }) => key),
  rejectedDataset: openDataset,
  trainedModels: models,
  objection,
});

export const proofJson = ({ plan, proof, histories }: ProvenLoop) => ({
  ...planJson(plan),
  done: true,
  proof: { ...proof, histories: histories.searched },
  historiesNamingIt: histories.holding,
  notReached: BEYOND,
});
