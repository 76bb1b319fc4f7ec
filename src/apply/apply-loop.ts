import type { Client } from '@temporalio/client';
import type { ConfigRef } from '../contracts/artifact';
import type { LoopConfig } from '../contracts/loop-config';
import { createStoreCheck, type StoreCheck } from '../loops/store-check';
import { ensureSchedule, lookUpLoop, planSchedule } from '../temporal/schedules';
import type { Change, StepOptions } from './change';
import { checkBehaviour } from './checks/check-behaviour';
import { checkClasses } from './checks/check-classes';
import { checkEnvironment } from './checks/check-environment';
import { checkLabelStudio } from './checks/check-label-studio';
import { checkOtherLoops } from './checks/check-other-loops';
import { checkStore } from './checks/check-store';
import type { ApplyDependencies } from './dependencies';
import { ApplyRefused, asRefusal, type Refusal, refusalsOf } from './refusal';
import { assignClasses } from './steps/assign-classes';
import { ensureAttributes } from './steps/ensure-attributes';
import { ensureBuckets } from './steps/ensure-buckets';
import { ensureHooks } from './steps/ensure-hooks';
import { ensureProjects } from './steps/ensure-projects';
import { storeConfiguration } from './steps/store-configuration';

export interface Applied {
  loop: string;
  configRef: ConfigRef;
  changes: Change[];
  /** What the store does otherwise than the loop would have it, a sentence each; a dry run writes nothing, so it cannot tell. */
  warnings: readonly string[];
  paused: boolean;
  note: string | null;
  /** When the next round starts by itself; null where it would not, or in a dry run before the first. ISO 8601 UTC. */
  nextRound: string | null;
}

/**
 * Makes the three systems what a loop needs, and starts its Schedule. Everything is checked before anything is changed;
 * applying what is applied changes nothing. Open rounds keep their configuration, the next ones have this.
 * @throws ApplyRefused with every reason found
 */
export async function applyLoop(deps: ApplyDependencies, config: LoopConfig, options: StepOptions): Promise<Applied> {
  const judgeStore = createStoreCheck(deps.store);
  const client = await checked(deps, config, () => checkBehaviour(judgeStore, deps.store, config, options));
  const { store, labelStudio } = deps;

  const changes = await ensureBuckets(store, config, options);
  const warnings = options.dryRun ? [] : await warningsOf(judgeStore, config, changes);
  const ledger = await openLedger(deps, config);
  const { configRef, change } = await storeConfiguration(ledger, config, options);
  changes.push(change, await assignClasses(ledger, config, options));
  const { projects, changes: projectChanges } = await ensureProjects(deps, ledger, config, options);
  changes.push(...projectChanges, ...(await ensureHooks(labelStudio, config, projects, deps, options)));
  changes.push(await ensureAttributes(client, options));
  const schedule = options.dryRun
    ? await planSchedule(client, config, configRef)
    : await ensureSchedule(client, config, configRef);
  changes.push({ action: schedule, what: `Schedule of '${config.name}'` });

  const present = await lookUpLoop(client, config.name);
  return {
    loop: config.name,
    configRef,
    changes,
    warnings,
    paused: present?.paused ?? false,
    note: present?.note ?? null,
    nextRound: present?.nextTimes[0] ?? null,
  };
}

/** Null where the ledger's bucket is still to be made, which is so in a dry run alone. */
async function openLedger({ store, ledgerAt }: ApplyDependencies, { ledger }: LoopConfig) {
  return (await store.bucketExists(ledger.bucket)) ? ledgerAt(ledger.bucket, ledger.prefix) : null;
}

/** Where the ledger's bucket was made only now, the store is probed only now. @throws ApplyRefused */
async function warningsOf(judgeStore: StoreCheck, config: LoopConfig, changes: readonly Change[]) {
  const { refusals, warnings } = await judgeStore(config);
  const made = changes.filter(({ action }) => action === 'created').map(({ what }) => what);
  if (refusals.length > 0) throw new ApplyRefused(config.name, refusals.map(asRefusal), made);
  return warnings;
}

/** The three systems are asked at once; what depends on two of them only where both answered. @throws ApplyRefused */
async function checked(
  deps: ApplyDependencies,
  config: LoopConfig,
  behaviourOfStore: () => Promise<Refusal[]>,
): Promise<Client> {
  const [temporal, fromStore, fromLabelStudio] = await Promise.all([
    connected(deps),
    refusalsOf(() => checkStore(deps.store, config)),
    refusalsOf(() => checkLabelStudio(deps.labelStudio, config)),
  ]);
  const client = 'client' in temporal ? temporal.client : null;
  const storeAnswers = fromStore.length === 0;
  const refusals = [
    ...checkEnvironment(config, deps),
    ...('client' in temporal ? [] : [temporal.refusal]),
    ...fromStore,
    ...fromLabelStudio,
    ...(storeAnswers ? await refusalsOf(behaviourOfStore) : []),
    ...(storeAnswers ? await refusalsOf(async () => checkClasses(await openLedger(deps, config), config)) : []),
    ...(storeAnswers && client ? await refusalsOf(() => checkOtherLoops(client, config, deps.openLoop)) : []),
  ];
  if (refusals.length > 0 || client === null) throw new ApplyRefused(config.name, refusals);
  return client;
}

async function connected({ connectTemporal }: ApplyDependencies): Promise<{ client: Client } | { refusal: Refusal }> {
  try {
    return { client: await connectTemporal() };
  } catch (error) {
    return { refusal: asRefusal(error) };
  }
}
