import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { readEnvironment } from '../../config/environment';
import type { ForgetDependencies, Request } from '../../forget/dependencies';
import { forget } from '../../forget/forget';
import { type ForgetPlan, isEmpty, planForgetting } from '../../forget/forget-plan';
import { createLabelStudio } from '../../label-studio/label-studio';
import { createS3Eraser } from '../../object-store/s3-eraser';
import { temporalLoopDirectory } from '../../temporal/loop-directory';
import { openWorkOf } from '../../temporal/open-work';
import { LoopUnknown, listLoops } from '../../temporal/schedules';
import { searchHistories } from '../../temporal/search-histories';
import { openStoredLoops, storeClientSettings } from '../../wiring/stored-loops';
import { collected } from '../collected';
import { EXIT } from '../exit-codes';
import { CommandFailure } from '../failure';
import { operatorName } from '../operator-name';
import { mention, say, sayJson } from '../output';
import { LABEL_STUDIO_PATIENCE_MS, STORE_PATIENCE_MS } from '../patience';
import { describePlan, describeProof, type ProvenLoop, planJson, proofJson } from '../show/forgetting';
import { environmentWith, type TemporalFlags, withTemporal, withTemporalFlags } from '../temporal-options';

interface ForgetFlags extends TemporalFlags {
  key?: string[];
  loop?: string;
  by?: string;
  yes?: boolean;
  json?: boolean;
}

/** `annoloop forget [ITEM…] [--key s3://BUCKET/KEY]… [--loop LOOP] [--yes] [--by NAME] [--json]` */
export function registerForget(program: Command): void {
  withTemporalFlags(
    program
      .command('forget')
      .description(
        "remove one person's image everywhere, and prove it; shows what it would remove unless --yes is given",
      )
      .argument('[items...]', 'ids of items, as `annoloop items` shows them')
      .option(
        '--key <s3://bucket/key>',
        'an image by where it was uploaded, all versions of it, or by where it was filed; may be repeated',
        collected,
      )
      .option('--loop <name>', 'look in this loop alone (default: in every loop of the namespace)')
      .option('--yes', 'do it: what is removed cannot be brought back')
      .option('--by <name>', 'who does it, for the record (default: your user name)')
      .option('--json', 'print plan or proof as JSON'),
  ).action(run);
}

async function run(items: string[], flags: ForgetFlags): Promise<void> {
  const request = requestOf(items, flags.key ?? []);
  const by = operatorName(flags.by);
  await withTemporal(flags, (client) =>
    withForgetDependencies(flags, async (deps, openLoop) => {
      const plans: ForgetPlan[] = [];
      for (const { name, open } of await loopsOf(client, flags.loop, openLoop)) {
        const work = await openWorkOf(client, name, by);
        const plan = await planForgetting(deps, { name, ...(await open()) }, request, work);
        if (!isEmpty(plan)) plans.push(plan);
      }
      if (plans.length === 0) throw notFound(request);
      if (flags.yes !== true) return flags.json ? sayJson(plans.map(planJson)) : say(describePlan(plans));

      // Of several loops none is begun that the others would leave half done.
      const refused = plans.find(({ objection }) => objection !== null);
      if (refused) {
        throw new CommandFailure(`nothing was forgotten: ${refused.objection}`, 'Nothing was changed.', EXIT.refused);
      }
      const proven: ProvenLoop[] = [];
      for (const plan of plans) {
        mention(`forgetting in ${plan.loop.name} …`);
        const proof = await forget(deps, {
          plan,
          request,
          by,
          work: () => openWorkOf(client, plan.loop.name, by),
        });
        const words = [...request.places, ...plan.images].map(({ key }) => key);
        proven.push({ plan, proof, histories: await searchHistories(client, plan.loop.name, words) });
      }
      if (flags.json) sayJson(proven.map(proofJson));
      else say(describeProof(proven));
      if (proven.some(({ proof }) => proof.left.length > 0)) process.exitCode = EXIT.failure;
    }),
  );
}

function requestOf(items: readonly string[], keys: readonly string[]): Request {
  const wrong = items.find((id) => !/^[0-9a-f]{24}$/.test(id));
  if (wrong !== undefined) {
    throw new CommandFailure(
      `'${wrong}' is not the id of an item`,
      'An id is 24 hex digits in lower case; `annoloop items` shows them. A key goes with --key.',
      EXIT.invalid,
    );
  }
  const places = keys.map((text) => {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(text) ?? [];
    if (bucket !== undefined && key !== undefined) return { bucket, key };
    throw new CommandFailure(
      `'${text}' does not say where an image lies`,
      'Write it as s3://BUCKET/KEY.',
      EXIT.invalid,
    );
  });
  if (items.length + places.length > 0) return { itemIds: [...new Set(items)], places };
  throw new CommandFailure(
    'no image is named',
    "Name an item's id, or an image with --key s3://BUCKET/KEY.",
    EXIT.invalid,
  );
}

const notFound = ({ itemIds, places }: Request): CommandFailure =>
  new CommandFailure(
    `no loop knows ${[...itemIds, ...places.map(({ bucket, key }) => `s3://${bucket}/${key}`)].join(', ')}`,
    'A loop that was deleted is looked at with --loop NAME.',
    EXIT.notFound,
  );

type OpenLoopOf = Awaited<ReturnType<typeof openStoredLoops>>['openLoop'];

async function loopsOf(client: Client, only: string | undefined, openLoop: OpenLoopOf) {
  if (only === undefined) {
    return (await listLoops(client)).map(({ loop, configRef }) => ({ name: loop, open: () => openLoop(configRef) }));
  }
  const configRef = await temporalLoopDirectory(client).find(only);
  if (configRef === null) throw new LoopUnknown(only, client.options.namespace);
  return [{ name: only, open: () => openLoop(configRef) }];
}

async function withForgetDependencies<T>(
  flags: TemporalFlags,
  use: (deps: ForgetDependencies, openLoop: OpenLoopOf) => Promise<T>,
): Promise<T> {
  const environment = readEnvironment(environmentWith(flags), ['store', 'labelStudio', 'cache']);
  const { store, cache, duckdb, openLoop } = await openStoredLoops(environment, STORE_PATIENCE_MS);
  const labelStudio = createLabelStudio({ ...environment.labelStudio, timeoutMs: LABEL_STUDIO_PATIENCE_MS });
  try {
    const eraser = createS3Eraser({
      ...storeClientSettings(environment.store),
      requestTimeoutMs: STORE_PATIENCE_MS,
    });
    return await use({ store, cache, duckdb, labelStudio, eraser }, openLoop);
  } finally {
    await labelStudio.close();
  }
}
