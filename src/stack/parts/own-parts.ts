import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { MAIN_QUEUE } from '../../contracts/task-queues';
import type { PartPlan } from '../part';
import { leastPrivilege, ownedFolder } from '../privileges';
import type { StartedServers } from '../start-stack';

/** How our own processes are started: the built command line, and the environment that the caller was given. */
export interface OwnProgram {
  /** Full path of the command line's main module. */
  main: string;
  environment: Readonly<Record<string, string | undefined>>;
  warn: (text: string) => void;
}

/** `annoloop worker` and `annoloop server` as parts of the stack. */
export async function ownParts(
  program: OwnProgram,
  { environment, ports, layout }: StartedServers,
): Promise<PartPlan[]> {
  const operators = `http://127.0.0.1:${ports.operators}`;
  const worker = await ownPart(program, environment, layout.worker);
  const server = await ownPart(program, environment, layout.server);
  return [
    {
      ...worker,
      name: 'worker',
      title: 'Annoloop worker',
      address: `task queue ${MAIN_QUEUE}`,
      healthUrl: null,
      args: [program.main, 'worker'],
      isHealthy: () => isPolled(environment.TEMPORAL_ADDRESS ?? ''),
    },
    {
      ...server,
      name: 'server',
      title: 'Annoloop server',
      address: `http://127.0.0.1:${ports.publicServer}`,
      healthUrl: `${operators}/healthz`,
      args: [program.main, 'server'],
      isHealthy: async ({ signal }) => (await fetch(`${operators}/readyz`, { signal })).ok,
    },
  ];
}

async function ownPart({ main, environment, warn }: OwnProgram, stack: Record<string, string>, folder: string) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { user, obstacle } = await leastPrivilege([folder, main, process.execPath]);
  if (obstacle) warn(`${main} runs as root: an ordinary user may not enter ${obstacle}.`);
  await ownedFolder(folder, user);
  const ours = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    command: process.execPath,
    environment: { ...Object.fromEntries(ours), ...stack, HOME: folder, ANNOLOOP_CACHE_DIR: join(folder, 'cache') },
    folder,
    user,
    startTimeoutMs: 120_000,
    stopTurn: 1 as const,
    stopTimeoutMs: 30_000,
  };
}

/** Our Temporal server is new, so whoever polls the queue is the worker that was just started. */
async function isPolled(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: MAIN_QUEUE },
      taskQueueType: 1, // TASK_QUEUE_TYPE_WORKFLOW
    });
    return (pollers ?? []).length > 0;
  } finally {
    await connection.close();
  }
}
