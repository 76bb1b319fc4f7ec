import type { Client } from '@temporalio/client';
import { readEnvironment } from '../config/environment';
import type { ConfigRef } from '../contracts/artifact';
import type { TableExport } from '../ledger/table-export';
import type { OpenLoop } from '../loops/open-loop';
import { temporalLoopDirectory } from '../temporal/loop-directory';
import { LoopUnknown } from '../temporal/schedules';
import { openStoredLoops } from '../wiring/stored-loops';
import { STORE_PATIENCE_MS } from './patience';

/** Opens loops by their stored configuration. Nothing is contacted before. @throws EnvironmentInvalid */
export async function storedLoops(): Promise<(ref: ConfigRef) => Promise<OpenLoop>> {
  return (await openStoredLoops(readEnvironment(process.env, ['store', 'cache']), STORE_PATIENCE_MS)).openLoop;
}

/** A loop as the command line works with it. */
type NamedLoop = OpenLoop & { configRef: ConfigRef; tables: TableExport };

/** Configuration and ledger of a loop by its name; of a deleted one too, while Temporal remembers a round. @throws LoopUnknown */
export async function openLoopNamed(client: Client, loop: string): Promise<NamedLoop> {
  const configRef = await temporalLoopDirectory(client).find(loop);
  if (configRef === null) throw new LoopUnknown(loop, client.options.namespace);
  const { openLoop, tables } = await openStoredLoops(
    readEnvironment(process.env, ['store', 'cache']),
    STORE_PATIENCE_MS,
  );
  return { ...(await openLoop(configRef)), configRef, tables };
}
