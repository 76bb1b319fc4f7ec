import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { showSteps } from '../../src/cli/show-steps';
import { cacheFolder } from '../../src/config/cache-folder';
import { dataFolder } from '../../src/stack/folders';
import { ownParts } from '../../src/stack/parts/own-parts';
import { isFree, PORT_NAMES, PORTS, type StackPorts } from '../../src/stack/ports';
import { type Stack, startStack } from '../../src/stack/start-stack';
import { addressesFrom, s3ClientFor } from './addresses';
import { COMMAND_LINE } from './command-line';
import { type DemoNames, demoNames } from './loop-file';
import { trainerPython } from './trainer-environment';
import { trainerPart } from './trainer-part';

export interface DemoStack {
  stack: Stack;
  names: DemoNames;
  python: string;
}

/** The embedded stack with the trainer beside it, on data of the demo's own and on ports that are free. */
export async function startDemoStack(say: (line: string) => void, signal: AbortSignal): Promise<DemoStack> {
  const environment = process.env;
  const uid = process.getuid?.();
  const cache = cacheFolder(environment, uid);
  const runSteps = showSteps(process.stdout.isTTY === true, say);
  const warn = (text: string): void => say(`Note: ${text}`);
  let python = '';
  await runSteps([
    {
      title: "Looking for the trainer's Python packages",
      run: async (tell) => {
        python = await trainerPython({ cache, environment, say: tell, signal });
      },
    },
  ]);
  let names = demoNames(1);
  const stack = await startStack({
    data: `${dataFolder(environment, uid)}-demo`,
    cache,
    ports: await freePorts(),
    environment,
    runSteps,
    warn,
    signal,
    ownParts: async (started) => {
      names = demoNames(await nextRun(started.environment));
      const program = { main: COMMAND_LINE, environment, warn };
      return [...(await ownParts(program, started)), await trainerPart(python, started.environment, names.models)];
    },
  });
  return { stack, names, python };
}

/** The usual port where it is free, else any: a demo runs beside whatever runs already. */
async function freePorts(): Promise<StackPorts> {
  const ports = await Promise.all(
    PORT_NAMES.map(async (name) => [name, (await isFree(PORTS[name].standard)) ? PORTS[name].standard : 0] as const),
  );
  return Object.fromEntries(ports) as Record<(typeof PORT_NAMES)[number], number>;
}

/** One more than the last demo on this data, so that what it left can still be looked at. */
async function nextRun(environment: Readonly<Record<string, string>>): Promise<number> {
  const s3 = s3ClientFor(addressesFrom(environment));
  try {
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const runs = Buckets.map(({ Name = '' }) => Number(/^food11-demo-(\d+)-/.exec(Name)?.[1] ?? 0));
    return Math.max(0, ...runs) + 1;
  } finally {
    s3.destroy();
  }
}
