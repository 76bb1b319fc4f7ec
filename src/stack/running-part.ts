import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './last-lines';
import type { PartPlan } from './part';
import { identify, type ProcessIdentity } from './process-identity';
import { StackError } from './stack-error';

/** How a process ended, in words: 'exit code 3', 'SIGKILL'. */
type PartExit = string;

export interface RunningPart {
  plan: PartPlan;
  identity: ProcessIdentity;
  logFile: string;
  /** Settles when the process has ended, for whatever reason. */
  exited: Promise<PartExit>;
  /** Resolves once it serves. @throws StackError where it ends before that, or takes too long */
  healthy(signal: AbortSignal): Promise<void>;
  /** Ends its whole process group: SIGTERM, then SIGKILL. Safe to call twice. */
  stop(): Promise<void>;
  /** What to say when it ended by itself. */
  obituary(): Promise<StackError>;
}

/**
 * Starts a part in a process group of its own, so that a Ctrl-C in the terminal reaches us alone and we stop the parts in
 * order. Its output goes to `logs/NAME.log`, that of the run before is kept beside it. With `setpriv` (Linux) the kernel ends it when we are killed outright.
 */
export async function startPart(plan: PartPlan, logs: string, setpriv: string | null): Promise<RunningPart> {
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const logFile = join(logs, `${plan.name}.log`);
  await rename(logFile, join(logs, `${plan.name}.previous.log`)).catch(() => undefined); // absent at the first start
  const log = await open(logFile, 'a');
  const [command, args] = setpriv
    ? [setpriv, ['--pdeathsig', 'TERM', '--', plan.command, ...plan.args]]
    : [plan.command, plan.args];
  const child = spawn(command, args, {
    cwd: plan.folder,
    env: plan.environment,
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
    ...plan.user,
  });
  const exited = exitOf(child);
  await log.close();
  const identity = child.pid === undefined ? null : await identify(child.pid);
  if (!identity) throw died(plan, await exited, logFile, await lastLines(logFile));
  return {
    plan,
    identity,
    logFile,
    exited,
    healthy: (signal) => becomeHealthy(plan, identity, exited, logFile, signal),
    stop: () => stopGroup(identity.pid, exited, plan.stopTimeoutMs),
    obituary: async () => died(plan, await exited, logFile, await lastLines(logFile)),
  };
}

function exitOf(child: ChildProcess): Promise<PartExit> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

async function becomeHealthy(
  plan: PartPlan,
  { pid }: ProcessIdentity,
  exited: Promise<PartExit>,
  logFile: string,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + plan.startTimeoutMs;
  let exit: PartExit | null = null;
  void exited.then((how) => {
    exit = how;
  });
  while (exit === null) {
    signal.throwIfAborted();
    const look = AbortSignal.any([signal, AbortSignal.timeout(5_000)]);
    if ((await plan.isHealthy({ pid, signal: look }).catch(notYet)) && exit === null) return;
    if (Date.now() > deadline) throw tooSlow(plan, logFile, await lastLines(logFile));
    await Promise.race([sleep(200), exited]);
  }
  throw died(plan, exit, logFile, await lastLines(logFile));
}

/** Anything may go wrong while a part comes up, but what a part's own look explains will not mend itself. */
function notYet(error: unknown): false {
  if (error instanceof StackError) throw error;
  return false;
}

async function stopGroup(pid: number, exited: Promise<PartExit>, timeoutMs: number): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  const ended = await Promise.race([exited.then(() => true), sleep(timeoutMs, false, { ref: false })]);
  signalGroup(pid, 'SIGKILL'); // also what a part may have left behind in its group
  if (!ended) await exited;
}

/** Signals every process of the group that `pid` leads; none left is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function died(plan: PartPlan, exit: PartExit, logFile: string, lines: string): StackError {
  return new StackError(
    `${plan.title} ended by itself (${exit}).${lines && `\nIts last words:\n${lines}`}`,
    `The whole log is ${logFile}. When its cause is mended, \`annoloop up\` goes on with the same data.`,
    'part',
  );
}

function tooSlow(plan: PartPlan, logFile: string, lines: string): StackError {
  return new StackError(
    `${plan.title} did not serve within ${Math.round(plan.startTimeoutMs / 1000)} seconds.${lines && `\nIts last words:\n${lines}`}`,
    `The whole log is ${logFile}. On a very busy machine, try again when it is quieter.`,
    'part',
  );
}
