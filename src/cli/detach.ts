import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataLayout } from '../stack/folders';
import { lastLines } from '../stack/last-lines';
import { readState } from '../stack/stack-state';
import { EXIT, type ExitCode } from './exit-codes';
import { CommandFailure } from './failure';

/**
 * Runs the same command in the background and waits until its stack serves. Its output goes to `logs/up.log`.
 * @throws CommandFailure with its last lines where it ends before that
 */
export async function startDetached(layout: DataLayout, [node = '', ...args]: string[]): Promise<void> {
  await mkdir(layout.logs, { recursive: true, mode: 0o700 });
  const logFile = join(layout.logs, 'up.log');
  const log = await open(logFile, 'w');
  const attached = args.filter((arg) => arg !== '--detach');
  const child = spawn(node, attached, { detached: true, stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  let exit: number | null | undefined;
  child.once('exit', (code) => {
    exit = code;
  });
  process.stdout.write(`Starting in the background; what it says is in ${logFile}\n`);
  while (exit === undefined) {
    const state = await readState(layout.state);
    if (state?.ready && state.owner.pid === child.pid) {
      child.unref();
      process.stdout.write('Everything is up. `annoloop status` shows it, `annoloop down` stops it.\n');
      return;
    }
    await sleep(200);
  }
  const code = Object.values(EXIT).includes(exit as ExitCode) ? (exit as ExitCode) : EXIT.failure;
  throw new CommandFailure(
    `The stack did not come up:\n${await lastLines(logFile, 20)}`,
    `The whole log is ${logFile}.`,
    code,
  );
}
