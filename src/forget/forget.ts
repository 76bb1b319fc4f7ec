import { setTimeout as sleep } from 'node:timers/promises';
import { ledgerKeys } from '../domain/layout';
import { formatInstant } from '../domain/windows';
import type { ForgottenRecord } from '../ledger/forgotten-record';
import { FRESH_MS } from '../ledger/replacements';
import type { ForgetDependencies, Request } from './dependencies';
import { type ForgetPlan, planForgetting } from './forget-plan';
import { olderVersions } from './older-versions';
import { type OpenWork, objectionTo } from './open-work';
import { type Proof, prove } from './proof';
import { applyRewrite } from './rewrites';

/** Steps that read a row as it was may write it down again: so often is looked and done again. */
const MOST_PASSES = 4;
/** A step of a round takes minutes at most. */
const LONGEST_STEP_MS = 10 * 60_000;
const LOOK_MS = 2_000;

export interface Forgetting {
  plan: ForgetPlan;
  request: Request;
  /** For the record. */
  by: string;
  /** Looks again at what is open. */
  work(): Promise<OpenWork>;
}

/**
 * Carries a plan out and proves it. Each step may be done twice: whoever is cut off starts again, with a plan of what is
 * left. The proof comes after every process has heard of it, and when no round is in the middle of a step that read before.
 */
export async function forget(deps: ForgetDependencies, { plan, request, by, work }: Forgetting): Promise<Proof> {
  const whole = { ...request, itemIds: plan.itemIds };
  let next = plan;
  for (let pass = 1; ; pass += 1) {
    await carryOut(deps, next, { by, work: await work() });
    await sleep(FRESH_MS + LOOK_MS);
    const busy = await untilAtRest(work);
    const proof = await prove(deps, plan.loop, whole, plan.images);
    if (busy === null && (proof.left.length === 0 || pass === MOST_PASSES)) return proof;
    if (busy !== null) return { ...proof, left: [...proof.left, `what a step may still write down: ${busy}`] };
    next = { ...(await planForgetting(deps, plan.loop, whole, await work())), images: plan.images };
  }
}

/** Null as soon as no step of the loop runs; else why one does, after long enough. */
async function untilAtRest(work: () => Promise<OpenWork>): Promise<string | null> {
  const until = Date.now() + LONGEST_STEP_MS;
  for (;;) {
    const objection = objectionTo(await work(), false);
    if (objection === null || Date.now() > until) return objection;
    await sleep(LOOK_MS);
  }
}

/**
 * First is written down which artifacts are to be exchanged, so that readers take either; the rows by which the images are
 * found go last.
 */
async function carryOut(
  deps: ForgetDependencies,
  plan: ForgetPlan,
  { by, work }: { by: string; work: OpenWork },
): Promise<void> {
  await record(deps, plan, by);
  if (plan.openDataset !== null) await work.reject(plan.openDataset);
  await erase(deps, plan.copies);
  for (const { bucket, key, uploadId } of plan.uploads) await deps.eraser.abort({ bucket, key }, uploadId);
  for (const { project, itemId, taskId } of plan.tasks) await deps.labelStudio.deleteTasksOf(project, itemId, [taskId]);
  for (const rewrite of plan.rewrites) await applyRewrite(deps, plan.loop, rewrite);
  await erase(deps, await olderVersions(deps, plan.loop));
}

async function erase({ eraser }: ForgetDependencies, copies: ForgetPlan['copies']): Promise<void> {
  for (const { bucket, key, versionId } of copies) await eraser.erase({ bucket, key }, versionId);
}

async function record({ store }: ForgetDependencies, plan: ForgetPlan, by: string): Promise<void> {
  const { loop, itemIds, rewrites, fingerprints } = plan;
  if (itemIds.length === 0 && rewrites.length === 0) return;
  const { bucket } = loop.config.ledger;
  const record: ForgottenRecord = {
    items: itemIds,
    by,
    at: formatInstant((await store.now(bucket)).getTime()),
    ...fingerprints,
    replaced: rewrites.map(({ key, from, to }) => ({ key, from, to })),
  };
  const numbers = (await loop.ledger.list(ledgerKeys.forgottenFolder)).length;
  for (let number = numbers + 1; ; number += 1) {
    if ((await loop.ledger.createJson(ledgerKeys.forgotten(number), record)).created) return;
  }
}
