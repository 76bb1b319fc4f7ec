import { chmod, mkdir } from 'node:fs/promises';
import { claimData } from './claim-data';
import { assertRoomToRun } from './disk';
import { stackEnvironment } from './environment';
import { removeStackEnvironment, writeStackEnvironment } from './environment-file';
import { type DataLayout, dataLayout } from './folders';
import type { PartPlan } from './part';
import { type StackPorts, settlePorts } from './ports';
import { findSetpriv } from './privileges';
import { RunningParts } from './running-parts';
import { readOrMakeSecrets, type StackSecrets } from './secrets';
import type { StackError } from './stack-error';
import { startServers } from './start-servers';
import { type RunSteps, runQuietly, type Step } from './steps';
import { obtainTools } from './tools/obtain-tools';

export interface StackOptions {
  /** Databases, objects, secrets and logs; made if absent. */
  data: string;
  /** Where tools are installed. */
  cache: string;
  /** 0 asks for any free port. */
  ports: StackPorts;
  /** Our own environment: PATH, and where tools are configured. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Started when the servers are up, stopped before them: our worker and server. */
  ownParts?: (started: StartedServers) => Promise<PartPlan[]>;
  runSteps?: RunSteps;
  /** Things that a person should know. */
  warn?: (text: string) => void;
  signal?: AbortSignal;
}

/** What own parts are planned from. */
export interface StartedServers {
  environment: Record<string, string>;
  ports: StackPorts;
  layout: DataLayout;
}

export interface Stack {
  ports: StackPorts;
  layout: DataLayout;
  secrets: StackSecrets;
  /** For the processes that use the stack. Holds secrets. */
  environment: Record<string, string>;
  /** Settles when a part ends by itself; stays pending otherwise. The stack is to be stopped then. */
  broken: Promise<StackError>;
  /** Own parts first, Temporal last. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Finds or installs the three servers, starts them and our own parts, and waits until each serves. What was started is
 * stopped again when anything fails or `signal` aborts.
 * @throws StackError
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { data, environment, ownParts, warn = () => {} } = options;
  const layout = dataLayout(data);
  await mkdir(layout.root, { recursive: true });
  await chmod(layout.root, 0o711); // the parts' user passes through; what is inside is closed to others
  const claim = await claimData(layout);
  const parts = new RunningParts(layout, await findSetpriv(environment.PATH ?? ''));
  const failing = new AbortController();
  void parts.broken.then((error) => failing.abort(error));
  const signal = options.signal ? AbortSignal.any([options.signal, failing.signal]) : failing.signal;
  const runSteps = failFast(options.runSteps ?? runQuietly, failing);
  const stop = () =>
    parts
      .stop()
      .then(() => removeStackEnvironment(layout))
      .finally(() => claim.release());
  try {
    await parts.announce();
    const ports = await settlePorts(options.ports);
    await assertRoomToRun(layout.root);
    const tools = await obtainTools({ ...options, runSteps, signal });
    const secrets = await readOrMakeSecrets(layout.secrets);
    await startServers({ parts, layout, tools, ports, secrets, environment, runSteps, warn, signal });
    const handed = stackEnvironment(ports, secrets);
    const plans = (await ownParts?.({ environment: handed, ports, layout })) ?? [];
    await runSteps(
      plans.map((plan) => ({ title: plan.title, run: async () => void (await parts.start(plan, signal)) })),
    );
    await writeStackEnvironment(layout, handed);
    await parts.markReady();
    return { ports, layout, secrets, environment: handed, broken: parts.broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first failure ends the other steps too: nobody waits for minutes of building for nothing. */
function failFast(runSteps: RunSteps, failing: AbortController): RunSteps {
  const guarded = (step: Step): Step => ({
    title: step.title,
    run: async (say) => {
      try {
        await step.run(say);
      } catch (error) {
        failing.abort(error);
        throw failing.signal.reason;
      }
    },
  });
  return (steps) => runSteps(steps.map(guarded));
}
